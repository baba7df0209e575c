// Passkeys (WebAuthn): asks the browser for one when a form with data-passkey is sent, then sends the form.
//
//   <form data-passkey="get|create" data-passkey-options="ID of a JSON script" | data-passkey-url="URL">
//     <input type="hidden" name="credential">
//
// A form that is only there for passkeys stands hidden and is shown here where the browser knows them.

const toBytes = (text) => {
  const plain = text.replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(plain), (letter) => letter.charCodeAt(0));
};

const toText = (buffer) => {
  const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
};

const withBytes = (list) => (list ?? []).map((each) => ({ ...each, id: toBytes(each.id) }));

const forCreation = ({ publicKey }) => ({
  publicKey: {
    ...publicKey,
    challenge: toBytes(publicKey.challenge),
    user: { ...publicKey.user, id: toBytes(publicKey.user.id) },
    excludeCredentials: withBytes(publicKey.excludeCredentials),
  },
});

const forRequest = ({ publicKey }) => ({
  publicKey: {
    ...publicKey,
    challenge: toBytes(publicKey.challenge),
    allowCredentials: withBytes(publicKey.allowCredentials),
  },
});

const RESPONSE_PARTS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

const asJson = (credential) => ({
  id: credential.id,
  rawId: toText(credential.rawId),
  type: credential.type,
  authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
  clientExtensionResults: credential.getClientExtensionResults(),
  response: Object.fromEntries(
    RESPONSE_PARTS.filter((part) => credential.response[part]).map((part) => [
      part,
      toText(credential.response[part]),
    ]),
  ),
});

const optionsOf = async (form) => {
  if (form.dataset.passkeyOptions) {
    return JSON.parse(document.getElementById(form.dataset.passkeyOptions).textContent);
  }
  const answer = await fetch(form.dataset.passkeyUrl, {
    headers: { Accept: "application/json" },
    credentials: "same-origin",
  });
  if (!answer.ok) throw new Error(`options: ${answer.status}`);
  return answer.json();
};

const ask = async (form) => {
  const options = await optionsOf(form);
  return form.dataset.passkey === "create"
    ? navigator.credentials.create(forCreation(options.creation_options))
    : navigator.credentials.get(forRequest(options.request_options));
};

const show = (selector, visible) => {
  for (const place of document.querySelectorAll(selector)) place.hidden = !visible;
};

const supported = "credentials" in navigator && "PublicKeyCredential" in window;

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!supported) {
    show("[data-passkey-unsupported]", true);
    continue;
  }
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    show("[data-passkey-error]", false);
    try {
      form.elements.namedItem("credential").value = JSON.stringify(asJson(await ask(form)));
    } catch {
      show("[data-passkey-error]", true);
      return;
    }
    form.submit();
  });
}
