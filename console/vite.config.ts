import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

export default defineConfig({
  base: '/console/',
  plugins: [vue()],
  build: {
    target: 'es2022',
    // The content security policy allows files of our own only: nothing is inlined into the page or the styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { output: { manualChunks: { vue: ['vue', 'vue-router'], elements: ['element-plus'] } } },
    chunkSizeWarningLimit: 1200,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8000' } },
})
