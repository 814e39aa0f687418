// Asks the service. What goes wrong is an Error whose message is for the user.

export async function get(path) {
  return answer(await fetch(address(path), {headers: {Accept: 'application/json'}}));
}

export async function send(method, path, body) {
  const headers = {Accept: 'application/json'};
  const token = document.cookie.match(/(?:^|; )XSRF-TOKEN=([^;]*)/);
  if (token) {
    headers['X-XSRF-TOKEN'] = decodeURIComponent(token[1]);
  }
  if (body !== undefined) {
    headers['Content-Type'] = 'application/json';
  }
  return answer(await fetch(address(path), {method, headers, body: body === undefined ? undefined : JSON.stringify(body)}));
}

// Without user and password, which the page's own address may have and fetch refuses.
function address(path) {
  return new URL(path, location.origin + location.pathname);
}

async function answer(response) {
  const text = await response.text();
  const json = text && response.headers.get('Content-Type')?.includes('json') ? JSON.parse(text) : undefined;
  if (!response.ok) {
    throw new Error(json?.detail ?? `${response.status} ${response.statusText}`);
  }
  return json;
}

export function pipelinePath(name, rest = '') {
  return `api/pipelines/${encodeURIComponent(name)}${rest}`;
}
