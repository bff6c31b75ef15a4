// Runs before the first paint, so that a dark desk never flashes white.
;(() => {
  const chosen = localStorage.getItem('console.theme')
  const dark = chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches
  document.documentElement.classList.toggle('dark', dark)
})()
