window.$crisp = [];
window.CRISP_WEBSITE_ID = "ac3e0000-0000-4000-8000-000000001929";
(function () {
  var d = document;
  var s = d.createElement("script");
  s.src = "/l.js";
  s.async = 1;
  d.getElementsByTagName("head")[0].appendChild(s);
})();
