using System.Globalization;
using System.Text;
using System.Xml;

namespace PartnerApi.Conformance.Reports;

// What a target sends may hold characters that no XML document can, not even as a reference (XML 1.0, section 2.2).
internal static class XmlCharacters
{
    public static string Legal(string text)
    {
        if (text.All(XmlConvert.IsXmlChar))
        {
            return text;
        }

        var legal = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]))
            {
                legal.Append(text[i++]).Append(text[i]);
            }
            else
            {
                legal.Append(XmlConvert.IsXmlChar(text[i]) ? text[i] : "").Append(XmlConvert.IsXmlChar(text[i]) ? "" : Named(text[i]));
            }
        }

        return legal.ToString();
    }

    private static string Named(char character) => string.Create(CultureInfo.InvariantCulture, $"\\u{{{(int)character:X4}}}");
}
