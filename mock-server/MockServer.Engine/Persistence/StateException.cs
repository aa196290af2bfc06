namespace PartnerApi.Mock.Persistence;

/// <summary>The state file cannot be used. The file was not changed.</summary>
/// <param name="path">The file.</param>
/// <param name="reason">What is wrong with it.</param>
/// <param name="inner">The cause; null for none.</param>
public sealed class StateException(string path, string reason, Exception? inner = null) : Exception(
    $"the state file '{path}' {reason}; the file was not changed", inner);
