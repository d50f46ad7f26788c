// A story told to the control API by a client that openapi-typescript and openapi-fetch made of its document.
import createClient from "openapi-fetch";
import type { components, paths } from "./control";

declare const process: { argv: string[] };

const control = createClient<paths>({ baseUrl: process.argv[2] });

async function story() {
  const { data: health } = await control.GET("/health");
  const { data: clock } = await control.PUT("/clock", { body: { mode: "virtual", now: "2015-07-01T00:00:00Z" } });
  const rules: components["schemas"]["Fault"][] = [
    { where: "api", match: { method: "PUT" }, effect: { status: 503 }, times: 2 },
    { where: "target", effect: { delay: "PT10S" } },
  ];
  const { data: added } = await control.POST("/faults", { body: rules });
  const { data: listed } = await control.GET("/faults");
  await control.PUT("/sink/{name}", { params: { path: { name: "mine" } }, body: { answers: [{ status: 202 }] } });
  const { response: called } = await control.POST("/sink/{name}", { params: { path: { name: "mine" } } });
  const { data: calls } = await control.GET("/sink/{name}/calls", {
    params: { path: { name: "mine" }, query: { count: 1, timeout: "5" } },
  });
  const { data: plan } = await control.POST("/preview", {
    params: { query: { n: 2 } },
    body: { recurrence: { frequency: "day", interval: 1 }, startTime: "2015-07-01T00:00:00Z" },
  });
  const { data: advanced } = await control.POST("/clock/advance", { body: { by: "P1D" } });
  const { data: none, error: unmet, response } = await control.GET("/executions", { params: { query: { count: 1 } } });
  const { error: missing } = await control.DELETE("/faults/{identity}", { params: { path: { identity: "no" } } });
  // Types say what an error is: a problem document, whichever status it came with.
  const details: string[] = [unmet!.detail, missing!.detail];
  const { data: registered } = await control.POST("/subscriptions", { body: {} });
  return {
    status: health!.status,
    now: clock!.now,
    rules: Array.isArray(added) && added.map((rule) => rule.effect.status ?? null),
    ids: Array.isArray(added) && added.every((rule, place) => rule.id === listed![place].id),
    called: called.status,
    calls: calls!.map((call) => [call.method, call.status]),
    next: plan!.next,
    advanced: advanced!.now,
    unmet: [none === undefined, response.status, unmet!.nearest?.length],
    details,
    certificate: registered!.certificate!.pem.startsWith("-----BEGIN"),
  };
}

story().then((told) => console.log(JSON.stringify(told)));
