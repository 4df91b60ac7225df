"use strict";

const status = document.getElementById("status");
const connect = document.getElementById("connect");
const work = document.getElementById("work");

/** Parses the code in a link: 64 characters of the attempt id, 43 of the token in base64url, then the session id. */
function parse(code) {
  const parts = /^([0-9A-Za-z]{64})([\w-]{43})(.+)$/.exec(code ?? "");
  if (!parts) {
    status.textContent = "Open the link that the page shows.";
    connect.hidden = true;
    return {};
  }
  const [, attempt, token, session] = parts;
  const bytes = atob(token.replace(/-/g, "+").replace(/_/g, "/"));
  const hex = Array.from(bytes, (byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join("");
  return { sessionId: decodeURIComponent(session), attempt_id: `va_${attempt}`, mobile_write_token: hex };
}

function deviceId() {
  if (!localStorage.getItem("device")) {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    localStorage.setItem("device", Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(""));
  }
  return localStorage.getItem("device");
}

// stores the code before the hello, so that the phone can resume after a crash; removes it from the address bar
if (location.hash) {
  localStorage.setItem("code", location.hash.slice(1));
  history.replaceState(null, "", location.pathname);
}
const { sessionId, ...credentials } = parse(localStorage.getItem("code"));

async function send(path, type, more) {
  const body = JSON.stringify({ type, ...credentials, device_id: deviceId(), ...more });
  try {
    const headers = { "Content-Type": "application/json" };
    const response = await fetch(`/sessions/${sessionId}/${path}`, { method: "POST", headers, body });
    return { ok: response.ok, ...(await response.json()) };
  } catch (lost) {
    return { ok: false, detail: "No answer. Try again." };
  }
}

// sends hello only at a tap, because a preview of the link must not consume the code
connect.addEventListener("click", async () => {
  let answer = await send("phone", "hello");
  if (answer.code === "HANDOFF_TOKEN_CONSUMED") {
    answer = await send("phone", "resume");
  }
  status.textContent = answer.ok ? "Connected." : answer.detail;
  connect.hidden = answer.ok;
  work.hidden = !answer.ok;
});

async function finish(more) {
  const answer = await send("outcome", "resume", more);
  const retry = answer.status === "created" ? " Open the page's next link to try again." : "";
  status.textContent = answer.ok ? `The session is now ${answer.status}.${retry}` : answer.detail;
  work.hidden = answer.ok;
}
document.getElementById("succeed").addEventListener("click", () => finish({}));
document.getElementById("fail").addEventListener("click", () => finish({ failure_code: "gave_up" }));
