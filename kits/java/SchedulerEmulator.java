import java.io.*;
import java.net.*;
import java.net.http.*;
import java.nio.charset.StandardCharsets;
import java.security.*;
import java.security.cert.CertificateFactory;
import java.time.*;
import java.util.*;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.*;

/**
 * The Azure Scheduler emulator in tests that run on a JVM: one file to copy, Java 11 or later, nothing else needed.
 * {@code kits/java/README.md} shows it. Documents of the control API come and go as maps, lists, texts, numbers
 * (long or double) and booleans. A wait of any length blocks its caller. License: MIT, azure-scheduler-emulator's.
 */
public final class SchedulerEmulator implements AutoCloseable {
    /** The subscription that is there from the start. */
    public static final String SUBSCRIPTION = "00000000-0000-0000-0000-000000000000";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The listener without TLS, and the one with mutual TLS. */
    public final String httpUrl, httpsUrl;
    /** Everybody's time. */
    public final Clock clock = new Clock("/clock");
    private final HttpClient http = HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).version(HttpClient.Version.HTTP_1_1).build();
    private final String token;
    private final Process process;

    private SchedulerEmulator(String httpUrl, String httpsUrl, String token, Process process) {
        this.httpUrl = httpUrl;
        this.httpsUrl = httpsUrl;
        this.token = token;
        this.process = process;
    }

    /** Attach to a running emulator; {@code token} is that of its control API, null if it demands none. */
    public static SchedulerEmulator attach(String httpUrl, String httpsUrl, String token) {
        SchedulerEmulator emulator = new SchedulerEmulator(httpUrl, httpsUrl, token, null);
        emulator.call("GET", "/health", null);
        return emulator;
    }

    /**
     * Start {@code azure-scheduler-emulator serve}, or what {@code command} says instead of its first word, on free ports
     * with a clock that stands. Settings are those of docs/settings.md: {@code Map.of("EMULATOR_PACE", "recorded")}.
     */
    public static SchedulerEmulator start(Map<String, String> settings, String... command) throws IOException {
        List<String> words = new ArrayList<>(command.length == 0 ? List.of("azure-scheduler-emulator") : Arrays.asList(command));
        words.add("serve");
        ProcessBuilder builder = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT);
        Map<String, String> variables = builder.environment();
        variables.keySet().removeIf(name -> name.startsWith("EMULATOR_"));
        variables.putAll(Map.of("EMULATOR_HTTPS_PORT", "0", "EMULATOR_HTTP_PORT", "0", "EMULATOR_CLOCK", "2015-07-01T00:00:00Z"));
        variables.putAll(settings);
        Process process = builder.start();
        String[] ready = String.valueOf(new BufferedReader(new InputStreamReader(process.getInputStream())).readLine()).split(" ");
        if (!ready[0].equals("READY")) {
            process.destroy();
            throw new IOException("The emulator did not start: what it says about that is on the standard error.");
        }
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        return new SchedulerEmulator(ready[2], ready[1], settings.get("EMULATOR_CONTROL_TOKEN"), process);
    }

    /** Stop it, if it was started from here. */
    @Override
    public void close() {
        if (process == null) return;
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) process.destroyForcibly();
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** A clock: everybody's, or one by which some subscriptions live. Spans are durations, moments are in UTC. */
    public final class Clock {
        private final String path;

        private Clock(String path) { this.path = path; }

        public Instant now() { return moved(call("GET", path, null)); }

        public Instant freeze() { return moved(call("PUT", path, Map.of("mode", "virtual"))); }

        public Instant set(Instant to) { return moved(call("PUT", path, Map.of("mode", "virtual", "now", to.toString()))); }

        /** Go back to the machine's time. */
        public void follow() { call("PUT", path, Map.of("mode", "system")); }

        /** Move it and run everything that falls due, retries and error actions included; return how many calls were made. */
        public long advance(Duration by) {
            return (Long) member(call("POST", path + "/advance", Map.of("by", by.toString())), "executions");
        }

        /** Move it to the next due moment, of one job unless it is null, and run that; return where it is. */
        public Instant next(String job) { return moved(call("POST", path + "/next", job == null ? Map.of() : Map.of("job", job))); }

        /** Take a test clock away, and what lives by it. */
        public void delete() { call("DELETE", path, null); }

        private Instant moved(Object document) { return Instant.parse((String) member(document, "now")); }
    }

    /** Make a clock of a test's own, by which subscriptions without jobs will live. */
    public Clock testClock(Instant now, String... subscriptions) {
        Object made = call("POST", "/clocks", Map.of("now", now.toString(), "subscriptions", Arrays.asList(subscriptions)));
        return new Clock("/clocks/" + member(made, "id"));
    }

    /** A target inside the emulator for jobs to call. */
    public final class Sink {
        private final String path;
        /** The address for jobs; anything may follow it after a slash. */
        public final String url;

        private Sink(String name) {
            path = "/sink/" + escaped(name);
            url = httpUrl + "/_emulator" + path;
        }

        /** Script the statuses that it answers in turn; the last one repeats. */
        public void answer(int... statuses) {
            List<Object> answers = new ArrayList<>();
            for (int status : statuses) answers.add(Map.of("status", status));
            call("PUT", path, Map.of("answers", answers));
        }

        /** What came, oldest first; filters as for {@link #executions}. */
        public List<Map<String, Object>> calls(Object... wanted) { return verify(path + "/calls", wanted); }
    }

    public Sink sink(String name) { return new Sink(name); }

    /**
     * Have something go wrong, {@code where} "api" for clients or "target" for jobs; return the rule's id.
     * {@code fault("target", Map.of("status", 503), Map.of("job", "nightly"), 2)} fails twice; 0 times is always.
     */
    public String fault(String where, Map<String, ?> effect, Map<String, ?> match, int times) {
        Map<String, Object> rule = new LinkedHashMap<>(Map.of("where", where, "effect", effect, "match", match));
        if (times > 0) rule.put("times", times);
        return (String) member(call("POST", "/faults", rule), "id");
    }

    public void clearFaults() { call("DELETE", "/faults", null); }

    /**
     * The calls that jobs made: {@code executions("job", "nightly", "status", "completed", "count", 1, "timeout", "PT5S")}
     * waits for one, and throws {@link Unmet} with the nearest misses if none comes. The filters: docs/control-api.md.
     */
    public List<Map<String, Object>> executions(Object... wanted) { return verify("/executions", wanted); }

    /** The requests that the emulated APIs got, each with why it was refused; filters as for {@link #executions}. */
    public List<Map<String, Object>> requests(Object... wanted) { return verify("/requests", wanted); }

    /** Forget everything but settings and certificates; the clock is as at the start. */
    public void reset() { call("POST", "/reset", null); }

    /** Everything that is stored, and what puts it back. */
    public Object state() { return call("GET", "/state", null); }

    public void restore(Object state) { call("PUT", "/state", state); }

    /** A subscription with a management certificate: what TLS needs in order to act for it. */
    public static final class Subscription {
        public final String id;
        public final SSLContext tls;

        private Subscription(String id, SSLContext tls) { this.id = id; this.tls = tls; }

        /** A client that trusts the emulator and shows the management certificate. */
        public HttpClient client() { return HttpClient.newBuilder().sslContext(tls).proxy(HttpClient.Builder.NO_PROXY).build(); }
    }

    /** Register a subscription, {@link #SUBSCRIPTION} or null for a new one, with a new certificate; a reset forgets it. */
    public Subscription register(String id) throws GeneralSecurityException, IOException {
        Object made = call("POST", "/subscriptions", id == null ? Map.of() : Map.of("id", id));
        byte[] pfx = Base64.getDecoder().decode((String) member(member(made, "certificate"), "pfx"));
        KeyStore mine = KeyStore.getInstance("PKCS12");
        mine.load(new ByteArrayInputStream(pfx), new char[0]);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(mine, new char[0]);
        byte[] authority = ((String) call("GET", "/certs/ca.pem", null)).getBytes(StandardCharsets.US_ASCII);
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        CertificateFactory certificates = CertificateFactory.getInstance("X.509");
        trusted.setCertificateEntry("emulator", certificates.generateCertificate(new ByteArrayInputStream(authority)));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return new Subscription((String) member(made, "id"), context);
    }

    /** The control API refused; the message says why. */
    @SuppressWarnings("serial")
    public static final class Refused extends RuntimeException {
        public final int status;

        private Refused(int status, String why) { super(status + " " + why); this.status = status; }
    }

    /** What a test waited for did not come; the message tells the nearest misses. */
    @SuppressWarnings("serial")
    public static final class Unmet extends AssertionError {
        private Unmet(String why) { super(why); }
    }

    /** Make one call to the control API, for what has no method here; return its document, null if there is none. */
    public Object call(String method, String path, Object body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(httpUrl + "/_emulator" + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body == null ? "" : Json.write(body)));
        if (token != null) request.header("Authorization", "Bearer " + token);
        if (body != null) request.header("Content-Type", "application/json");
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            boolean json = answer.headers().firstValue("Content-Type").orElse("").contains("json") && !answer.body().isEmpty();
            Object document = json ? Json.read(answer.body()) : answer.body().isEmpty() ? null : answer.body();
            if (answer.statusCode() == 408) throw new Unmet(explained(document));
            if (answer.statusCode() < 400) return document;
            String why = json ? member(document, "detail") + " " + member(document, "errors") : answer.body();
            throw new Refused(answer.statusCode(), why);
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The wait was interrupted.", error);
        }
    }

    @SuppressWarnings("unchecked")
    private List<Map<String, Object>> verify(String path, Object... wanted) {
        StringBuilder query = new StringBuilder();
        for (int at = 0; at < wanted.length; at += 2) {
            query.append(at == 0 ? '?' : '&').append(wanted[at]).append('=').append(escaped(String.valueOf(wanted[at + 1])));
        }
        return (List<Map<String, Object>>) call("GET", path + query, null);
    }

    private static String explained(Object problem) {
        StringBuilder text = new StringBuilder(String.valueOf(member(problem, "detail")));
        for (Object miss : (List<?>) member(problem, "nearest")) {
            text.append("\n  near miss: ");
            ((Map<?, ?>) member(miss, "differs")).forEach((name, pair) -> text.append(name).append(": wanted ")
                .append(member(pair, "wanted")).append(", found ").append(member(pair, "found")).append("; "));
            text.append('(').append(member(miss, "candidate")).append(')');
        }
        return text.toString();
    }

    private static Object member(Object document, String name) { return ((Map<?, ?>) document).get(name); }

    private static String escaped(String text) { return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20"); }

    /** JSON as far as documents need it: maps, lists, texts, numbers, booleans and null. */
    static final class Json {
        private final String text;
        private int at;

        private Json(String text) { this.text = text; }

        static Object read(String text) { return new Json(text).value(); }

        static String write(Object value) {
            if (value instanceof Map) {
                return ((Map<?, ?>) value).entrySet().stream().map(each -> write(each.getKey()) + ":" + write(each.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
            }
            if (value instanceof Collection) {
                return ((Collection<?>) value).stream().map(Json::write).collect(Collectors.joining(",", "[", "]"));
            }
            if (value == null || value instanceof Number || value instanceof Boolean) return String.valueOf(value);
            return value.toString().chars().mapToObj(each -> each == '"' || each == '\\' ? "\\" + (char) each
                : each < ' ' ? String.format("\\u%04x", each) : String.valueOf((char) each)).collect(Collectors.joining("", "\"", "\""));
        }

        private Object value() {
            if (next('{')) {
                Map<String, Object> map = new LinkedHashMap<>();
                for (; !next('}'); next(',')) {
                    next('"');
                    String name = string();
                    next(':');
                    map.put(name, value());
                }
                return map;
            }
            if (next('[')) {
                List<Object> list = new ArrayList<>();
                for (; !next(']'); next(',')) list.add(value());
                return list;
            }
            if (next('"')) return string();
            int begin = at;
            while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) at++;
            String word = text.substring(begin, at);
            if (word.matches("true|false")) return Boolean.valueOf(word);
            return word.equals("null") ? null : word.matches("-?\\d{1,18}") ? (Object) Long.valueOf(word) : Double.valueOf(word);
        }

        /** Pass white space, and a character if it comes next. */
        private boolean next(char wanted) {
            while (Character.isWhitespace(text.charAt(at))) at++;
            boolean found = text.charAt(at) == wanted;
            at += found ? 1 : 0;
            return found;
        }

        private String string() {
            StringBuilder found = new StringBuilder();
            for (; text.charAt(at) != '"'; at++) {
                char each = text.charAt(at) == '\\' ? text.charAt(++at) : 0;
                int control = "bfnrt".indexOf(each);
                if (each == 'u') found.append((char) Integer.parseInt(text.substring(at + 1, (at += 4) + 1), 16));
                else found.append(control < 0 ? text.charAt(at) : "\b\f\n\r\t".charAt(control));
            }
            at++;
            return found.toString();
        }
    }
}
