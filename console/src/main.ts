import { createApp } from 'vue'
import 'element-plus/dist/index.css'
import 'element-plus/theme-chalk/dark/css-vars.css'
import './styles.css'
import App from './App.vue'
import { onSignedOut } from './api/client'
import { installElements } from './elements'
import { language, setLanguage } from './language'
import { router } from './router'
import { session } from './session'

setLanguage(language.value)
onSignedOut(() => {
  session.value = null
  const from = router.currentRoute.value
  if (!from.meta.open) void router.replace({ name: 'sign-in', query: { next: from.fullPath, ended: '1' } })
})

const app = createApp(App)
installElements(app)
app.use(router).mount('#app')
