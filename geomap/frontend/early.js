// Runs before all else: a file that ends before the page's own script has nothing else that could say so.
document.addEventListener('DOMContentLoaded', () => {
  const box = document.getElementById('gm-problem');
  if (!box || '__geomap' in window) return;
  box.hidden = false;
  document.documentElement.classList.add('gm-failed');
});
