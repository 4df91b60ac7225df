/* Calls the service as the logged-in user, with the CSRF token. */
async function call(method, path, body) {
  const csrf = await (await fetch('/csrf')).json();
  const headers = {[csrf.headerName]: csrf.token, 'Content-Type': 'application/json'};
  const response = await fetch(path, {method, headers, body: body && JSON.stringify(body)});
  const text = await response.text();
  const answer = text ? JSON.parse(text) : {};
  if (!response.ok) throw new Error(answer.detail || response.statusText);
  return answer;
}
