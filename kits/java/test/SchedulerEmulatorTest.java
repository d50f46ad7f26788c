import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Tells the kit's story to an emulator; the words of its command are the arguments. Fails by an exception. */
public final class SchedulerEmulatorTest {
    private static SchedulerEmulator emulator;

    public static void main(String[] command) throws Exception {
        try (SchedulerEmulator started = SchedulerEmulator.start(Map.of("EMULATOR_CONTROL_TOKEN", "let me in"), command)) {
            emulator = SchedulerEmulator.attach(started.httpUrl, started.httpsUrl, "let me in");
            List<Runnable> stories = List.of(SchedulerEmulatorTest::time, SchedulerEmulatorTest::targets,
                SchedulerEmulatorTest::faults, SchedulerEmulatorTest::verification, SchedulerEmulatorTest::states);
            for (Runnable story : stories) {
                emulator.reset();
                story.run();
            }
            emulator.reset();
            certificates();
            testClocks();
            documents();
            emulator.close();
            same("ok", ((Map<?, ?>) started.call("GET", "/health", null)).get("status"));
        }
        try {
            SchedulerEmulator.start(Map.of("EMULATOR_PACE", "slow"), command);
            throw new AssertionError("it started");
        } catch (java.io.IOException refused) {
            has(refused.getMessage(), "did not start");
        }
        System.out.println("good");
    }

    private static void time() {
        same(Instant.parse("2015-07-01T00:00:00Z"), emulator.clock.now());
        job("0 0 3 * * ?", "a");
        same(7L, emulator.clock.advance(Duration.ofDays(7)));
        same(Instant.parse("2015-07-08T03:00:00Z"), emulator.clock.next(null));
        same(Instant.parse("2015-07-10T00:00:00Z"), emulator.clock.set(Instant.parse("2015-07-10T00:00:00Z")));
        emulator.clock.follow();
        same(emulator.clock.freeze(), emulator.clock.now());
    }

    private static void targets() {
        SchedulerEmulator.Sink sink = emulator.sink("my täget");
        sink.answer(500, 200);
        job("0 0 * * * ?", "my täget");
        emulator.clock.advance(Duration.ofHours(3));
        same(3, sink.calls().size());
        same(2, sink.calls("status", 200).size());
        same(500L, sink.calls().get(0).get("status"));
    }

    private static void faults() {
        String id = emulator.fault("target", Map.of("refuse", true), Map.of("method", "*"), 1);
        job("0 0 * * * ?", "a");
        emulator.clock.advance(Duration.ofHours(2));
        same("failed", emulator.executions().get(0).get("status"));
        same("completed", emulator.executions().get(1).get("status"));
        same(id, ((Map<?, ?>) ((List<?>) emulator.call("GET", "/faults", null)).get(0)).get("id"));
        emulator.clearFaults();
        same(List.of(), emulator.call("GET", "/faults", null));
    }

    private static void verification() {
        emulator.sink("down").answer(404);
        job("0 0 * * * ?", "down");
        emulator.clock.next(null);
        same(1, emulator.executions("status", "failed", "count", 1, "timeout", "PT5S").size());
        try {
            emulator.executions("status", "completed", "count", 1, "timeout", 0);
            throw new IllegalStateException("nothing was missed");
        } catch (SchedulerEmulator.Unmet unmet) {
            has(unmet.getMessage(), "near miss: status: wanted completed, found failed; (job '");
        }
        same(201L, emulator.requests("face", "job_scheduler", "method", "POST").get(0).get("status"));
        try {
            emulator.executions("nonsense", 1);
            throw new IllegalStateException("it was taken");
        } catch (SchedulerEmulator.Refused refused) {
            same(400, refused.status);
        }
    }

    private static void states() {
        job("0 0 * * * ?", "a");
        Object state = emulator.state();
        same(2L, emulator.clock.advance(Duration.ofHours(2)));
        emulator.restore(state);
        same(2L, emulator.clock.advance(Duration.ofHours(2)));
    }

    private static void certificates() throws Exception {
        for (String id : Arrays.asList(SchedulerEmulator.SUBSCRIPTION, null)) {
            SchedulerEmulator.Subscription mine = emulator.register(id);
            URI address = URI.create(emulator.httpsUrl + "/" + mine.id + "/cloudservices");
            HttpRequest request = HttpRequest.newBuilder(address).header("x-ms-version", "2014-10-01").build();
            same(200, mine.client().send(request, HttpResponse.BodyHandlers.ofString()).statusCode());
        }
        try {
            HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(emulator.httpsUrl)).build(), HttpResponse.BodyHandlers.ofString());
            throw new IllegalStateException("it was trusted");
        } catch (java.io.IOException distrusted) {
            has(distrusted.toString(), "SSL");
        }
    }

    private static void testClocks() throws Exception {
        SchedulerEmulator.Subscription mine = emulator.register(null);
        SchedulerEmulator.Clock clock = emulator.testClock(Instant.parse("2020-02-28T00:00:00Z"), mine.id);
        same(0L, clock.advance(Duration.ofDays(1)));
        same(Instant.parse("2020-02-29T00:00:00Z"), clock.now());
        same(Instant.parse("2015-07-01T00:00:00Z"), emulator.clock.now());
        clock.delete();
        try {
            clock.now();
            throw new IllegalStateException("it is still there");
        } catch (SchedulerEmulator.Refused gone) {
            same(404, gone.status);
        }
    }

    private static void documents() {
        String text = "{\"a\":[1,-2.5,true,false,null,{},[]],\"b\":\"\\\"\\\\\\u00e4\\n\\u0001\"}";
        Object read = SchedulerEmulator.Json.read(" " + text.replace(",", " , ").replace(":", " : ") + "\n");
        same(read, SchedulerEmulator.Json.read(SchedulerEmulator.Json.write(read)));
        same(Arrays.asList(1L, -2.5, true, false, null, Map.of(), List.of()), ((Map<?, ?>) read).get("a"));
        same("\"\\ä\n\u0001", ((Map<?, ?>) read).get("b"));
    }

    private static void job(String cron, String sink) {
        try {
            String body = SchedulerEmulator.Json.write(Map.of("cron", cron, "url", emulator.sink(sink).url));
            HttpRequest request = HttpRequest.newBuilder(URI.create(emulator.httpUrl + "/1/jobs")).header("Authorization", "Basic bWU6")
                .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body)).build();
            same(201, HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).statusCode());
        } catch (Exception error) {
            throw new IllegalStateException(error);
        }
    }

    private static void same(Object wanted, Object found) {
        if (!java.util.Objects.equals(wanted, found)) throw new IllegalStateException("wanted " + wanted + ", found " + found);
    }

    private static void has(String text, String part) {
        if (!text.contains(part)) throw new IllegalStateException(text);
    }
}
