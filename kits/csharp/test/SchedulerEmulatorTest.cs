using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Tasks;

/// <summary>Tells the kit's story to an emulator; program and arguments say how to run it. Fails by an exception.</summary>
public static class SchedulerEmulatorTest
{
    private static SchedulerEmulator emulator;

    public static void Main(string[] command) => Tell(command[0], string.Join(" ", command.Skip(1))).GetAwaiter().GetResult();

    private static async Task Tell(string program, string arguments)
    {
        var settings = new Dictionary<string, string> { ["EMULATOR_CONTROL_TOKEN"] = "let me in" };
        using (var started = await SchedulerEmulator.StartAsync(settings, program, arguments))
        using (emulator = await SchedulerEmulator.AttachAsync(started.HttpUrl, started.HttpsUrl, "let me in"))
        {
            foreach (var story in new Func<Task>[] { Time, Targets, Faults, Verification, States, Certificates, TestClocks })
            {
                await emulator.ResetAsync();
                await story();
            }
            emulator.Dispose();
            Same("ok", (await started.CallAsync("GET", "/health")).Element("status").Value);
        }
        settings["EMULATOR_PACE"] = "slow";
        await Fails<InvalidOperationException>("did not start", () => SchedulerEmulator.StartAsync(settings, program, arguments));
        Console.WriteLine("good");
    }

    private static async Task Time()
    {
        Same(Day(1), await emulator.Clock.NowAsync());
        await Job("0 0 3 * * ?", "a");
        Same(7, await emulator.Clock.AdvanceAsync(TimeSpan.FromDays(7)));
        Same(Day(8).AddHours(3), await emulator.Clock.NextAsync());
        Same(Day(9), await emulator.Clock.SetAsync(new DateTime(2015, 7, 9)));
        Same(Day(10), await emulator.Clock.SetAsync(Day(10).ToLocalTime()));
        await emulator.Clock.FollowAsync();
        Same(await emulator.Clock.FreezeAsync(), await emulator.Clock.NowAsync());
    }

    private static async Task Targets()
    {
        var sink = emulator.Sink("my täget");
        await sink.AnswerAsync(500, 200);
        await Job("0 0 * * * ?", "my täget");
        await emulator.Clock.AdvanceAsync(TimeSpan.FromHours(3));
        Same("500 200 200", string.Join(" ", (await sink.CallsAsync()).Select(call => call.Element("status").Value)));
        Same(2, (await sink.CallsAsync("status=200")).Count);
    }

    private static async Task Faults()
    {
        var id = await emulator.FaultAsync("target", "{\"refuse\": true}", "{\"method\": \"*\"}", times: 1);
        await Job("0 0 * * * ?", "a");
        await emulator.Clock.AdvanceAsync(TimeSpan.FromHours(2));
        Same("failed completed", string.Join(" ", (await emulator.ExecutionsAsync()).Select(done => done.Element("status").Value)));
        Same(id, (await emulator.CallAsync("GET", "/faults")).Elements().Single().Element("id").Value);
        await emulator.ClearFaultsAsync();
        Same(0, (await emulator.CallAsync("GET", "/faults")).Elements().Count());
    }

    private static async Task Verification()
    {
        await emulator.Sink("down").AnswerAsync(404);
        await Job("0 0 * * * ?", "down");
        await emulator.Clock.NextAsync();
        Same(1, (await emulator.ExecutionsAsync("status=failed&count=1&timeout=PT5S")).Count);
        await Fails<UnmetException>("near miss: status: wanted completed, found failed (job '",
            () => emulator.ExecutionsAsync("status=completed&count=1&timeout=0"));
        Same("201", (await emulator.RequestsAsync("face=job_scheduler&method=POST")).Single().Element("status").Value);
        await Fails<RefusedException>("400", () => emulator.ExecutionsAsync("nonsense=1"));
    }

    private static async Task States()
    {
        await Job("0 0 * * * ?", "a");
        var state = await emulator.StateAsync();
        Same(2, await emulator.Clock.AdvanceAsync(TimeSpan.FromHours(2)));
        await emulator.RestoreAsync(state);
        Same(2, await emulator.Clock.AdvanceAsync(TimeSpan.FromHours(2)));
    }

    private static async Task Certificates()
    {
        foreach (var id in new[] { SchedulerEmulator.DefaultSubscription, null })
        {
            var mine = await emulator.RegisterAsync(id);
            var address = $"{emulator.HttpsUrl}/{mine.Id}/cloudservices";
            using (var client = new HttpClient(mine.Handler()))
            {
                client.DefaultRequestHeaders.Add("x-ms-version", "2014-10-01");
                // Mono's handler shows no certificate, so that the API refuses; the server is trusted all the same.
                Same(Type.GetType("Mono.Runtime") == null ? 200 : 403, (int)(await client.GetAsync(address)).StatusCode);
            }
            var request = (HttpWebRequest)WebRequest.Create(address);
            request.Headers["x-ms-version"] = "2014-10-01";
            mine.Prepare(request);
            using (var answer = (HttpWebResponse)await request.GetResponseAsync()) Same(200, (int)answer.StatusCode);
            await Fails<HttpRequestException>("", () => new HttpClient().GetAsync(address));
            Same(true, mine.Handler().ClientCertificates.Cast<X509Certificate2>().Single().HasPrivateKey);
            Same(false, mine.Trusts(mine.Certificate, SslPolicyErrors.RemoteCertificateChainErrors));
            Same(false, mine.Trusts(null, SslPolicyErrors.RemoteCertificateNotAvailable));
            Same(false, mine.Trusts(mine.Certificate, SslPolicyErrors.RemoteCertificateNameMismatch));
        }
    }

    private static async Task TestClocks()
    {
        var mine = await emulator.RegisterAsync();
        var clock = await emulator.TestClockAsync(new DateTime(2020, 2, 28), mine.Id);
        Same(0, await clock.AdvanceAsync(TimeSpan.FromDays(1)));
        Same(new DateTime(2020, 2, 29), await clock.NowAsync());
        Same(Day(1), await emulator.Clock.NowAsync());
        await clock.DeleteAsync();
        await Fails<RefusedException>("404", () => clock.NowAsync());
    }

    private static async Task Job(string cron, string sink)
    {
        using (var client = new HttpClient(new HttpClientHandler { UseProxy = false }))
        {
            client.DefaultRequestHeaders.Add("Authorization", "Basic bWU6");
            var body = $"{{\"cron\": \"{cron}\", \"url\": \"{emulator.Sink(sink).Url}\"}}";
            var answer = await client.PostAsync(emulator.HttpUrl + "/1/jobs", new StringContent(body, Encoding.UTF8, "application/json"));
            Same(201, (int)answer.StatusCode);
        }
    }

    private static DateTime Day(int day) => new DateTime(2015, 7, day, 0, 0, 0, DateTimeKind.Utc);

    private static async Task Fails<T>(string part, Func<Task> act) where T : Exception
    {
        try
        {
            await act();
        }
        catch (T error)
        {
            if (error.Message.Contains(part)) return;
            throw new Exception($"wanted {part}, found {error.Message}");
        }
        throw new Exception("wanted a " + typeof(T).Name);
    }

    private static void Same<T>(T wanted, T found)
    {
        if (!Equals(wanted, found)) throw new Exception($"wanted {wanted}, found {found}");
    }
}
