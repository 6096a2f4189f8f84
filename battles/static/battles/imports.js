// Renews the progress of an import every two seconds, and loads the page again when it is over.
const EVERY = 2000;

async function renew() {
  const here = document.getElementById("progress");
  try {
    const response = await fetch(location.href, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const there = page.getElementById("progress");
    if (!there) {
      location.reload();
      return;
    }
    here.querySelector("progress").value = there.querySelector("progress").value;
    here.querySelector("p").textContent = there.querySelector("p").textContent;
  } catch {
    // The server did not answer; the next attempt may succeed.
  }
  setTimeout(renew, EVERY);
}

setTimeout(renew, EVERY);
