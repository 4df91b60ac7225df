"use strict";

const start = document.getElementById("start");
const status = document.getElementById("status");
const link = document.getElementById("link");

async function call(method, path, pageProof) {
  const response = await fetch(path, { method, headers: pageProof ? { "Page-Proof": pageProof } : {} });
  const answer = await response.json();
  if (!response.ok) {
    throw new Error(answer.detail);
  }
  return answer;
}

async function watch(session) {
  const path = `/sessions/${session.session_id}`;
  try {
    const now = await call("GET", path, session.page_proof);
    status.textContent = now.status.replace("_", " ");
    link.hidden = now.status !== "created";
    if (now.is_terminal) {
      start.hidden = false;
      return;
    }
    if (now.status === "created") {
      // within a minute the server returns the same link, so this page needs no timer of its own for the code
      link.href = (await call("POST", `${path}/code`, session.page_proof)).link;
    }
  } catch (problem) {
    status.textContent = problem.message;
  }
  setTimeout(watch, 2000, session);
}

start.addEventListener("click", async () => {
  start.hidden = true;
  try {
    watch(await call("POST", "/sessions"));
  } catch (problem) {
    status.textContent = problem.message;
    start.hidden = false;
  }
});
