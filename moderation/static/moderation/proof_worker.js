// Solves one part of an ALTCHA challenge: tries counters start, start + step, … until the derived key begins
// with the challenge's prefix. Runs beside the page, so that typing stays smooth.

function bytes(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function hex(buffer) {
  return [...new Uint8Array(buffer)].map((value) => value.toString(16).padStart(2, "0")).join("");
}

function startsWith(key, prefix) {
  return prefix.every((value, index) => key[index] === value);
}

async function derive(parameters, password, salt) {
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: parameters.cost };
  return crypto.subtle.deriveBits(how, key, parameters.keyLength * 8);
}

async function solve({ parameters, start, step }) {
  const nonce = bytes(parameters.nonce);
  const salt = bytes(parameters.salt);
  const prefix = [...bytes(parameters.keyPrefix)];
  const password = new Uint8Array(nonce.length + 4);
  password.set(nonce);
  const tail = new DataView(password.buffer, nonce.length);
  for (let counter = start; counter < 2 ** 32; counter += step) {
    tail.setUint32(0, counter);
    const key = await derive(parameters, password, salt);
    if (startsWith(new Uint8Array(key), prefix)) {
      postMessage({ counter, derivedKey: hex(key) });
      return;
    }
  }
}

addEventListener("message", (event) => {
  solve(event.data).catch((error) => postMessage({ error: String(error) }));
});
