using System.Collections.Immutable;

namespace PartnerApi.Mock.Journal;

/// <summary>Exchanges by their numbers, the oldest dropped first. Grows as it is filled; not safe for several threads.</summary>
internal sealed class ExchangeBuffer
{
    private const int FirstSize = 16;

    private Exchange?[] _places = [];

    public long Last { get; private set; }

    public int Count { get; private set; }

    public long Bytes { get; private set; }

    private long Oldest => Last - Count + 1;

    /// <summary>Gives the next number to an exchange, and keeps it or not.</summary>
    public void Add(Exchange exchange, bool keep)
    {
        exchange.Number = ++Last;
        if (!keep)
        {
            return;
        }

        Count++;
        Grow();
        _places[Last % _places.Length] = exchange;
        Bytes += exchange.Bytes;
    }

    public Exchange? Find(long number) => number >= Oldest && number <= Last ? _places[number % _places.Length] : null;

    public ImmutableArray<Exchange> After(long number)
    {
        var first = Math.Max(number + 1, Oldest);
        var copy = ImmutableArray.CreateBuilder<Exchange>((int)Math.Max(0, Last - first + 1));
        for (var next = first; next <= Last; next++)
        {
            copy.Add(_places[next % _places.Length]!);
        }

        return copy.ToImmutable();
    }

    /// <summary>Drops the oldest exchange; there must be one.</summary>
    public void DropOldest()
    {
        ref var place = ref _places[Oldest % _places.Length];
        Bytes -= place!.Bytes;
        place = null;
        Count--;
    }

    private void Grow()
    {
        if (Count <= _places.Length)
        {
            return;
        }

        var larger = new Exchange?[Math.Max(FirstSize, _places.Length * 2)];
        for (var number = Oldest; number < Last; number++)
        {
            larger[number % larger.Length] = _places[number % _places.Length];
        }

        _places = larger;
    }
}
