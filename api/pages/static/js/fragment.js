// The QR code of a slip brings the personal access code behind "#": it goes into the form, and out of the address.

const field = document.querySelector("#ma_rieng");
const code = decodeURIComponent(location.hash.slice(1));
if (field && code) {
  field.value = code;
  history.replaceState(null, "", location.pathname);
}
