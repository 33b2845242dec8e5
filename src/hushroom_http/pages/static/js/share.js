// Offers the sharing of this page where the device can share; without it the button stays hidden.
const address = document.querySelector("link[rel=canonical]")?.href ?? location.href;
for (const button of document.querySelectorAll("[data-share]")) {
  if (!navigator.share) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    // Whoever closes the choice of a program has changed their mind: that is no error.
    navigator.share({ title: document.title, url: address }).catch(() => {});
  });
}
