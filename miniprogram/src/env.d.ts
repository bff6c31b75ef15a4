/// <reference types="vite/client" />
/// <reference types="@dcloudio/types" />
declare module "*.vue" {
  import type { DefineComponent } from "vue"
  const component: DefineComponent<object, object, unknown>
  export default component
}

/** Written in by the compiler. */
declare const process: { env: { UNI_PLATFORM: "h5" | "mp-weixin" | "mp-alipay"; ZHAOBAN_SERVER?: string } }
declare const __SERVER__: string
