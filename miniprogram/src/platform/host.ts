/** Which host this build is for. The compiler writes the word in, so that what the other hosts need falls away. */

export type Host = "h5" | "mp-weixin" | "mp-alipay"

export const HOST: Host = process.env.UNI_PLATFORM

/** Where the API listens: in a browser, where the page came from; a mini-program is told when it is built. */
export const SERVER = process.env.UNI_PLATFORM === "h5" ? "" : __SERVER__
