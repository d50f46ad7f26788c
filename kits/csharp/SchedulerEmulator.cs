// The Azure Scheduler emulator in tests that run on .NET: one file to copy, for .NET Framework 4.7.2, Mono 6 and
// .NET 5 or later, with nothing needed but what comes with them. README.md beside it shows it. Documents of the control
// API come as XElement: entry.Element("status").Value. License: MIT, azure-scheduler-emulator's.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Security;
using System.Runtime.Serialization.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using System.Xml;
using System.Xml.Linq;

/// <summary>A running emulator.</summary>
public sealed class SchedulerEmulator : IDisposable
{
    /// <summary>The subscription that is there from the start.</summary>
    public const string DefaultSubscription = "00000000-0000-0000-0000-000000000000";

    private readonly HttpClient http = new HttpClient(new HttpClientHandler { UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly Process process;

    private SchedulerEmulator(string httpUrl, string httpsUrl, string token, Process process)
    {
        HttpUrl = httpUrl;
        // Mono finds no addresses in a certificate, only names.
        HttpsUrl = Type.GetType("Mono.Runtime") == null ? httpsUrl : httpsUrl.Replace("//127.0.0.1:", "//localhost:");
        this.process = process;
        if (!string.IsNullOrEmpty(token)) http.DefaultRequestHeaders.Add("Authorization", "Bearer " + token);
        Clock = new EmulatorClock(this, "/clock");
    }

    /// <summary>The listener without TLS: sibling APIs, Resource Manager and the control API.</summary>
    public string HttpUrl { get; }

    /// <summary>The listener with mutual TLS: every API.</summary>
    public string HttpsUrl { get; }

    /// <summary>Everybody's time.</summary>
    public EmulatorClock Clock { get; }

    /// <summary>Attach to a running emulator; the token is that of its control API, if it demands one.</summary>
    public static async Task<SchedulerEmulator> AttachAsync(string httpUrl, string httpsUrl, string token = null)
    {
        var emulator = new SchedulerEmulator(httpUrl, httpsUrl, token, null);
        await emulator.CallAsync("GET", "/health").ConfigureAwait(false);
        return emulator;
    }

    /// <summary>Start one on free ports, with a clock that stands at 2015-07-01.</summary>
    /// <param name="settings">Variables of docs/settings.md: <c>EMULATOR_PACE</c> is <c>recorded</c>.</param>
    /// <param name="program">What runs the emulator.</param>
    /// <param name="arguments">What comes before <c>serve</c>.</param>
    public static async Task<SchedulerEmulator> StartAsync(
        IDictionary<string, string> settings = null, string program = "azure-scheduler-emulator", string arguments = "")
    {
        var start = new ProcessStartInfo(program, (arguments + " serve").Trim()) { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var name in start.EnvironmentVariables.Keys.Cast<string>().ToList())
            if (name.StartsWith("EMULATOR_", StringComparison.OrdinalIgnoreCase)) start.EnvironmentVariables.Remove(name);
        start.EnvironmentVariables["EMULATOR_HTTPS_PORT"] = start.EnvironmentVariables["EMULATOR_HTTP_PORT"] = "0";
        start.EnvironmentVariables["EMULATOR_CLOCK"] = "2015-07-01T00:00:00Z";
        foreach (var setting in settings ?? new Dictionary<string, string>()) start.EnvironmentVariables[setting.Key] = setting.Value;
        var process = Process.Start(start);
        var ready = (await process.StandardOutput.ReadLineAsync().ConfigureAwait(false) ?? "").Split(' ');
        if (ready[0] != "READY")
            throw new InvalidOperationException("The emulator did not start: what it says about that is on the standard error.");
        return new SchedulerEmulator(ready[2], ready[1], start.EnvironmentVariables["EMULATOR_CONTROL_TOKEN"], process);
    }

    /// <summary>Stop it, if it was started from here.</summary>
    public void Dispose()
    {
        http.Dispose();
        if (process == null) return;
        // .NET kills at once; where there is a gentle way, temporary files are taken away, too.
        if (Path.DirectorySeparatorChar == '/') Process.Start(new ProcessStartInfo("kill", process.Id.ToString()) { UseShellExecute = false })?.Dispose();
        if (Path.DirectorySeparatorChar != '/' || !process.WaitForExit(20000)) process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    /// <summary>Make a clock of a test's own, by which subscriptions without jobs will live.</summary>
    public async Task<EmulatorClock> TestClockAsync(DateTime now, params string[] subscriptions)
    {
        var bound = string.Join(",", subscriptions.Select(Quoted));
        var made = await CallAsync("POST", "/clocks", $"{{\"now\": {Moment(now)}, \"subscriptions\": [{bound}]}}").ConfigureAwait(false);
        return new EmulatorClock(this, "/clocks/" + made.Element("id").Value);
    }

    /// <summary>A target inside the emulator for jobs to call.</summary>
    public EmulatorSink Sink(string name) => new EmulatorSink(this, name);

    /// <summary>Have something go wrong; returns the rule's id. The documents: docs/control-api.md.</summary>
    /// <param name="where"><c>api</c> for clients, <c>target</c> for jobs.</param>
    /// <param name="effect">JSON: <c>{"status": 503}</c>.</param>
    /// <param name="match">JSON: <c>{"job": "nightly"}</c>.</param>
    /// <param name="times">How often; 0 is always.</param>
    public async Task<string> FaultAsync(string where, string effect, string match = "{}", int times = 0)
    {
        var often = times > 0 ? $", \"times\": {times}" : "";
        var rule = $"{{\"where\": {Quoted(where)}, \"effect\": {effect}, \"match\": {match}{often}}}";
        return (await CallAsync("POST", "/faults", rule).ConfigureAwait(false)).Element("id").Value;
    }

    /// <summary>Take every fault away.</summary>
    public Task ClearFaultsAsync() => CallAsync("DELETE", "/faults");

    /// <summary>The calls that jobs made: <c>ExecutionsAsync("job=nightly&amp;count=1&amp;timeout=PT5S")</c> waits for one.</summary>
    /// <exception cref="UnmetException">Too few came in time; the message tells the nearest misses.</exception>
    public Task<List<XElement>> ExecutionsAsync(string wanted = "") => VerifyAsync("/executions", wanted);

    /// <summary>The requests that the emulated APIs got, each with why it was refused.</summary>
    public Task<List<XElement>> RequestsAsync(string wanted = "") => VerifyAsync("/requests", wanted);

    /// <summary>Forget everything but settings and certificates; the clock is as at the start.</summary>
    public Task ResetAsync() => CallAsync("POST", "/reset");

    /// <summary>Everything that is stored, as JSON: to be put back by <see cref="RestoreAsync"/>.</summary>
    public Task<string> StateAsync() => SendAsync("GET", "/state", null);

    /// <summary>Put back what <see cref="StateAsync"/> returned.</summary>
    public Task RestoreAsync(string state) => CallAsync("PUT", "/state", state);

    /// <summary>Register a subscription, a new one without an id, with a new management certificate; a reset forgets it.</summary>
    public async Task<EmulatorSubscription> RegisterAsync(string id = null)
    {
        var made = await CallAsync("POST", "/subscriptions", id == null ? "{}" : $"{{\"id\": {Quoted(id)}}}").ConfigureAwait(false);
        var pem = await SendAsync("GET", "/certs/ca.pem", null).ConfigureAwait(false);
        var authority = string.Concat(pem.Split('\n').Where(line => !line.StartsWith("-----")));
        return new EmulatorSubscription(made.Element("id").Value, new X509Certificate2(Convert.FromBase64String(authority)),
            new X509Certificate2(Convert.FromBase64String(made.Element("certificate").Element("pfx").Value), ""));
    }

    /// <summary>Make one call to the control API, for what has no method here; its document, null if there is none.</summary>
    public async Task<XElement> CallAsync(string method, string path, string json = null)
    {
        var text = await SendAsync(method, path, json).ConfigureAwait(false);
        return text.Length == 0 ? null : Read(text);
    }

    private async Task<string> SendAsync(string method, string path, string json)
    {
        using (var request = new HttpRequestMessage(new HttpMethod(method), HttpUrl + "/_emulator" + path))
        {
            if (json != null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
            using (var answer = await http.SendAsync(request).ConfigureAwait(false))
            {
                var text = answer.Content == null ? "" : await answer.Content.ReadAsStringAsync().ConfigureAwait(false);
                var status = (int)answer.StatusCode;
                if (status < 400) return text;
                if (status == 408) throw new UnmetException(Explained(Read(text)));
                throw new RefusedException(status, text);
            }
        }
    }

    internal async Task<List<XElement>> VerifyAsync(string path, string wanted)
    {
        var found = await CallAsync("GET", wanted.Length == 0 ? path : path + "?" + wanted).ConfigureAwait(false);
        return found.Elements().ToList();
    }

    private static XElement Read(string json)
    {
        using (var reader = JsonReaderWriterFactory.CreateJsonReader(Encoding.UTF8.GetBytes(json), XmlDictionaryReaderQuotas.Max))
            return XElement.Load(reader);
    }

    private static string Explained(XElement problem)
    {
        var lines = new List<string> { problem.Element("detail").Value };
        foreach (var miss in problem.Element("nearest").Elements())
        {
            var differs = miss.Element("differs").Elements()
                .Select(fact => $"{fact.Name}: wanted {fact.Element("wanted").Value}, found {fact.Element("found").Value}");
            lines.Add($"  near miss: {string.Join("; ", differs)} ({miss.Element("candidate").Value})");
        }
        return string.Join("\n", lines);
    }

    /// <summary>A text as JSON.</summary>
    internal static string Quoted(string text)
    {
        var quoted = text.Select(each => each == '"' || each == '\\' ? "\\" + each : each < ' ' ? $"\\u{(int)each:x4}" : each.ToString());
        return "\"" + string.Concat(quoted) + "\"";
    }

    /// <summary>A moment as JSON; one that does not say where it is meant is meant in UTC.</summary>
    internal static string Moment(DateTime moment)
    {
        var utc = moment.Kind == DateTimeKind.Unspecified ? moment : moment.ToUniversalTime();
        return Quoted(utc.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture));
    }
}

/// <summary>A clock: everybody's, or one by which some subscriptions live. Moments are in UTC.</summary>
public sealed class EmulatorClock
{
    private readonly SchedulerEmulator emulator;
    private readonly string path;

    internal EmulatorClock(SchedulerEmulator emulator, string path)
    {
        this.emulator = emulator;
        this.path = path;
    }

    /// <summary>What time is it?</summary>
    public Task<DateTime> NowAsync() => MovedAsync("GET", "");

    /// <summary>Have the time stand still, where it is.</summary>
    public Task<DateTime> FreezeAsync() => MovedAsync("PUT", "", "{\"mode\": \"virtual\"}");

    /// <summary>Have the time stand at a moment; what falls due on the way runs.</summary>
    public Task<DateTime> SetAsync(DateTime to) =>
        MovedAsync("PUT", "", $"{{\"mode\": \"virtual\", \"now\": {SchedulerEmulator.Moment(to)}}}");

    /// <summary>Go back to the machine's time.</summary>
    public Task FollowAsync() => emulator.CallAsync("PUT", path, "{\"mode\": \"system\"}");

    /// <summary>Move it and run everything that falls due, retries and error actions included; how many calls were made.</summary>
    public async Task<int> AdvanceAsync(TimeSpan by)
    {
        var moved = await emulator.CallAsync("POST", path + "/advance", $"{{\"by\": \"{XmlConvert.ToString(by)}\"}}").ConfigureAwait(false);
        return int.Parse(moved.Element("executions").Value, CultureInfo.InvariantCulture);
    }

    /// <summary>Move it to the next due moment, of one job if it is named, and run that; where it is.</summary>
    public Task<DateTime> NextAsync(string job = null) =>
        MovedAsync("POST", "/next", job == null ? "{}" : $"{{\"job\": {SchedulerEmulator.Quoted(job)}}}");

    /// <summary>Take a test clock away, and what lives by it.</summary>
    public Task DeleteAsync() => emulator.CallAsync("DELETE", path);

    private async Task<DateTime> MovedAsync(string method, string verb, string json = null)
    {
        var moved = await emulator.CallAsync(method, path + verb, json).ConfigureAwait(false);
        return XmlConvert.ToDateTime(moved.Element("now").Value, XmlDateTimeSerializationMode.Utc);
    }
}

/// <summary>A target inside the emulator.</summary>
public sealed class EmulatorSink
{
    private readonly SchedulerEmulator emulator;
    private readonly string path;

    internal EmulatorSink(SchedulerEmulator emulator, string name)
    {
        this.emulator = emulator;
        path = "/sink/" + Uri.EscapeDataString(name);
    }

    /// <summary>The address for jobs; anything may follow it after a slash.</summary>
    public string Url => emulator.HttpUrl + "/_emulator" + path;

    /// <summary>Script the statuses that it answers in turn; the last one repeats.</summary>
    public Task AnswerAsync(params int[] statuses) =>
        emulator.CallAsync("PUT", path, $"{{\"answers\": [{string.Join(",", statuses.Select(status => $"{{\"status\": {status}}}"))}]}}");

    /// <summary>What came, oldest first; <c>"count=1&amp;timeout=PT5S"</c> waits for it.</summary>
    public Task<List<XElement>> CallsAsync(string wanted = "") => emulator.VerifyAsync(path + "/calls", wanted);
}

/// <summary>A subscription with a management certificate that is good for it.</summary>
public sealed class EmulatorSubscription
{
    private readonly X509Certificate2 authority;

    internal EmulatorSubscription(string id, X509Certificate2 authority, X509Certificate2 certificate)
    {
        Id = id;
        this.authority = authority;
        Certificate = certificate;
    }

    /// <summary>Its GUID.</summary>
    public string Id { get; }

    /// <summary>The management certificate with its key, for <c>CertificateCloudCredentials</c> and the like.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>
    /// A handler for HttpClient that trusts the emulator, and nobody else, and shows the certificate. Mono's does not show
    /// any, whatever it is given: <see cref="Prepare"/> is for Mono.
    /// </summary>
    public HttpClientHandler Handler()
    {
        var handler = new HttpClientHandler { UseProxy = false, ClientCertificateOptions = ClientCertificateOption.Manual };
        handler.ClientCertificates.Add(Certificate);
        handler.ServerCertificateCustomValidationCallback = (request, shown, given, errors) => Trusts(shown, errors);
        return handler;
    }

    /// <summary>Have a request trust the emulator, and nobody else, and show the certificate.</summary>
    public void Prepare(HttpWebRequest request)
    {
        // A connection that was opened with another certificate, or none, would be taken again.
        request.ConnectionGroupName = Certificate.Thumbprint;
        request.ClientCertificates.Add(Certificate);
        request.ServerCertificateValidationCallback =
            (sender, shown, given, errors) => shown != null && Trusts(new X509Certificate2(shown.GetRawCertData()), errors);
    }

    /// <summary>Whether a server is the emulator: the name fits, and its certificate was issued by our authority.</summary>
    public bool Trusts(X509Certificate2 shown, SslPolicyErrors errors)
    {
        if (shown == null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != 0) return false;
        using (var chain = new X509Chain())
        {
            chain.ChainPolicy.ExtraStore.Add(authority);
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
            if (!chain.Build(shown)) return false;
            return chain.ChainElements[chain.ChainElements.Count - 1].Certificate.RawData.SequenceEqual(authority.RawData);
        }
    }
}

/// <summary>The control API refused; the message is its problem document.</summary>
public sealed class RefusedException : Exception
{
    internal RefusedException(int status, string problem) : base(status + " " + problem) { Status = status; }

    /// <summary>Status of the answer.</summary>
    public int Status { get; }
}

/// <summary>What a test waited for did not come; the message tells the nearest misses.</summary>
public sealed class UnmetException : Exception
{
    internal UnmetException(string why) : base(why) { }
}
