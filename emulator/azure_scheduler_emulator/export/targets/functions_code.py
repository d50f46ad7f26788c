"""The code that all exported functions have in common."""

from __future__ import annotations

CALLING = """\
// Makes the call of a job as the Scheduler made it: an answer of the 200s is a success, everything else a failure.
const http = require("http");
const https = require("https");

function send(request) {
  const url = new URL(request.url);
  const { method, headers, timeout, auth, pfx, passphrase } = request;
  return new Promise((resolve, reject) => {
    const transport = url.protocol === "https:" ? https : http;
    const sent = transport.request(url, { method, headers, auth, pfx, passphrase }, (answer) => {
      const chunks = [];
      answer.on("data", (chunk) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () => {
        clearTimeout(timer);
        resolve({ status: answer.statusCode, body: Buffer.concat(chunks).toString() });
      });
    });
    const timer = setTimeout(() => sent.destroy(new Error(`no answer within ${timeout} ms`)), timeout);
    sent.on("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    sent.end(request.body);
  });
}

async function call(makeRequest) {
  const request = makeRequest();
  if (request.token) {
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    const body = new URLSearchParams(request.token.form).toString();
    const { timeout } = request;
    const answer = await send({ method: "POST", url: request.token.url, headers, body, timeout });
    request.headers.Authorization = `Bearer ${JSON.parse(answer.body).access_token}`;
  }
  const { status } = await send(request);
  if (status < 200 || status > 299) {
    throw new Error(`the target answered ${status}`);
  }
}

async function perform(context, request, errorAction, mostRetries) {
  try {
    await call(request);
  } catch (error) {
    const retries = context.executionContext?.retryContext ?? context.retryContext;
    const made = retries?.retryCount ?? 0;
    if (errorAction && made >= mostRetries) {
      await call(errorAction);
    }
    throw error;
  }
}

module.exports = { call, perform };
"""
