/** One HTTP request, as each host can send it. */

import { HOST } from "@/platform/host"

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE"

export interface Asked {
  method: Method
  url: string
  header: Record<string, string>
  data?: string | ArrayBuffer
  /** The answer is wanted as bytes. */
  raw: boolean
}

/** Status 0: nobody answered. */
export interface Answer {
  status: number
  data: unknown
}

const TIMEOUT_MS = 60_000
/** wx.request knows no PATCH, and not every Alipay still in use knows more than GET and POST. */
const KNOWN: Record<typeof HOST, readonly Method[]> = {
  h5: ["GET", "POST", "PUT", "PATCH", "DELETE"],
  "mp-weixin": ["GET", "POST", "PUT", "DELETE"],
  "mp-alipay": ["GET", "POST"],
}

/** Never rejects. A method that the host lacks goes as POST, and says in a header what it means. */
export function request(asked: Asked): Promise<Answer> {
  if (KNOWN[HOST].includes(asked.method)) return send(asked)
  const header = { ...asked.header, "x-http-method-override": asked.method }
  return send({ ...asked, method: "POST", header })
}

function send(asked: Asked): Promise<Answer> {
  return process.env.UNI_PLATFORM === "mp-alipay" ? throughAlipay(asked) : throughUni(asked)
}

function throughUni({ method, url, header, data, raw }: Asked): Promise<Answer> {
  return new Promise((resolve) => {
    uni.request({
      url,
      method: method as "GET",
      data,
      header,
      timeout: TIMEOUT_MS,
      responseType: raw ? "arraybuffer" : "text",
      success: ({ statusCode, data: body }) => resolve({ status: statusCode, data: body }),
      fail: () => resolve({ status: 0, data: null }),
    })
  })
}

/** Alipay calls a refusal a failure (error 19), and stumbles over an empty body where it expects JSON. */
function throughAlipay({ method, url, header, data, raw }: Asked): Promise<Answer> {
  return new Promise((resolve) => {
    const answer = (status: number, body: unknown) => resolve({ status, data: raw && status < 400 ? body : read(body) })
    my.request({
      url,
      method: method as "GET",
      data,
      headers: header,
      timeout: TIMEOUT_MS,
      dataType: raw ? "arraybuffer" : "text",
      success: (told) => answer(told.status, told.data),
      fail: (problem) => {
        const told = problem as { status?: number; data?: unknown }
        answer(told.status ?? 0, told.data)
      },
    })
  })
}

function read(body: unknown): unknown {
  if (typeof body !== "string" || !body) return body ?? null
  try {
    return JSON.parse(body) as unknown
  } catch {
    return body
  }
}
