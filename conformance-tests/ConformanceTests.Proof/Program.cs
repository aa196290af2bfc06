using PartnerApi.Conformance.Proof.Matrix;

using var stop = new CancellationTokenSource();
var matrix = await new Proof(Console.WriteLine, stop.Token).RunAsync();
Console.WriteLine($"{matrix.Trials.Length} mutants, {matrix.FalseAlarms.Length} variants, {matrix.Checks.Length} checks, {matrix.Idle.Length} idle");
foreach (var fault in matrix.Faults)
{
    Console.WriteLine("FAULT " + fault);
}

return matrix.Faults.IsEmpty ? 0 : 1;
