#nullable enable
using System;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading.Tasks;

namespace PartnerApi.Generated;

public static class Story
{
    // From nothing to a customer who is being onboarded.
    public static async Task<string> RunAsync(HttpClient http, string clientId, string clientSecret, string requestor)
    {
        var client = new PartnerClient(http);
        var token = await client.GetTokenAsync(new TokenRequest
        {
            Grant_type = TokenRequestGrant_type.Client_credentials,
            Client_id = clientId,
            Client_secret = clientSecret,
        });
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(token.Token_type, token.Access_token);

        var person = await client.CreateNaturalPersonAsync(new NaturalPersonData
        {
            Gender = "FEMALE",
            FirstName = "Generated",
            LastName = "Client",
            BirthDay = new DateTimeOffset(1990, 1, 31, 0, 0, 0, TimeSpan.Zero),
            BirthPlace = "Berlin",
            BirthCountry = "DE",
            IsUsNationality = false,
        });
        var customer = await client.CreateNaturalPersonCustomerAsync(
            new Guid(requestor), new NaturalPersonCustomerData { NaturalPersonId = person.NaturalPersonId });

        // The reference does not list the header for this command; the served document does, because the guide requires it.
        var onboarding = await client.StartOnboardingAsync(
            new OnboardingData { EntityType = "CUSTOMER", EntityId = customer.CustomerId }, new Guid(requestor));

        var begun = await client.GetOnboardingAsync(onboarding.OnboardingId);
        var made = await client.GetCustomerAsync(customer.CustomerId);
        var known = await client.GetNaturalPersonAsync(person.NaturalPersonId);
        return $"{known.FirstName} {known.LastName} ({known.NaturalPersonId == made.NaturalPersonId}), {made.CustomerType}, "
            + $"onboarding of the customer: {begun.EntityId == made.CustomerId}";
    }
}
