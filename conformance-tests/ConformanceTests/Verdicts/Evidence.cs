namespace PartnerApi.Conformance.Verdicts;

/// <summary>What separates the reply of a check from the replies to the same request without the fault.</summary>
public enum Evidence
{
    /// <summary>Nothing: the replies are equal, or nothing was judged. Such a check never passes.</summary>
    None,

    /// <summary>Only text that does not vary between equal requests.</summary>
    Text,

    /// <summary>
    /// Another status or error code, or a refusal that names the header or parameter. A check that needs no control rests on the
    /// reply itself, which is strong too.
    /// </summary>
    Strong,
}
