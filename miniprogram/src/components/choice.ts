/** One thing to choose. `chinese`: its name is a Chinese name, in every language. */
export interface Choice {
  code: string
  name: string
  chinese?: boolean
}
