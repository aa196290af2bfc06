namespace PartnerApi.Mock.Persistence;

/// <summary>A state file that cannot be used. It was left as it is.</summary>
/// <param name="path">The file.</param>
/// <param name="reason">What is wrong with it.</param>
/// <param name="inner">What was met; null for nothing.</param>
public sealed class StateException(string path, string reason, Exception? inner = null) : Exception(
    $"the state file '{path}' {reason}; the file was not changed", inner);
