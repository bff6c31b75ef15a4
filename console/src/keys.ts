// Whom a key is meant for: the dialog that asks, or the page when nothing lies over it.
import { onMounted, onUnmounted } from 'vue'

/** Ctrl + Enter confirms what is asked, wherever the hand is in it. */
export function onConfirm(act: () => void): void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) act()
  }
  onMounted(() => addEventListener('keydown', onKey))
  onUnmounted(() => removeEventListener('keydown', onKey))
}

/** Whether a dialog lies over the page. */
export const covered = (): boolean => !!document.querySelector('.el-overlay:not([style*="none"])')

/** Whether a plain key is meant for the page: nothing lies over it, and nobody is typing. */
export const forPage = (event: KeyboardEvent): boolean =>
  !event.ctrlKey && !event.metaKey && !event.altKey && !(event.target as HTMLElement).matches('input:not([type=checkbox]), textarea, [role=combobox]') && !covered()
