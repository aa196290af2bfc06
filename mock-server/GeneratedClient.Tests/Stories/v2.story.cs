#nullable enable
using System;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading.Tasks;

namespace PartnerApi.Generated;

public static class Story
{
    // From nothing to a customer who is being onboarded; the person acts on their own behalf.
    public static async Task<string> RunAsync(HttpClient http, string clientId, string clientSecret, string requestor)
    {
        var client = new PartnerClient(http);
        var token = await client.GetTokenAsync(new TokenRequest
        {
            Grant_type = TokenRequestGrant_type.Client_credentials,
            Client_id = clientId,
            Client_secret = clientSecret,
            Scope = "tradevest.api",
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
        var self = person.NaturalPersonId;
        var customer = await client.CreateCustomerAsync(
            self, new CustomerData { EntityId = self, EntityType = CustomerDataEntityType.NATURAL_PERSON });
        var onboarding = await client.StartRoleOnboardingAsync(
            self, new RoleOnboardingData { RoleType = "CUSTOMER", RoleId = customer.CustomerId });

        var begun = await client.GetRoleOnboardingAsync(onboarding.OnboardingId);
        var made = await client.GetCustomerAsync(customer.CustomerId);
        var known = await client.GetNaturalPersonAsync(self);
        return $"{known.FirstName} {known.LastName} ({known.NaturalPersonId == made.EntityId}), {made.EntityType}, "
            + $"onboarding of the customer: {begun.RoleId == made.CustomerId}";
    }
}
