/** The camera of WeChat's and Alipay's mini-programs: the page's `<camera id="face">` and its context. */

import { type Camera, type Film, NoCamera } from "@/platform/camera"
import { assessFrame, type Coaching } from "@/platform/coach"
import { filmAt } from "@/platform/files"

const LONGEST_S = 60
let state: "waited for" | "ready" | NoCamera = "waited for"
let tell: () => void = () => undefined

/** A `<camera>` is about to be shown. */
export function expect(): void {
  state = "waited for"
}

/** Its event that it shows its picture. */
export function ready(): void {
  state = "ready"
  tell()
}

/** Its event that it cannot: as a rule because the person refused. */
export function failed(): void {
  state = new NoCamera("cameraSwitchedOff")
  tell()
}

/** Resolves when the person is back from the host's page with what this mini-program may use. */
export const openSettings = (): Promise<void> => new Promise((done) => uni.openSetting({ complete: () => done() }))

/** Raises NoCamera. */
export function open(): Promise<Camera> {
  return new Promise((resolve, reject) => {
    tell = () => {
      if (state === "ready") resolve(new HostCamera())
      else if (state !== "waited for") reject(state)
    }
    tell()
  })
}

class HostCamera implements Camera {
  private readonly context =
    process.env.UNI_PLATFORM === "mp-alipay" ? my.createCameraContext("face") : wx.createCameraContext()
  private coaching: Coaching = "good"
  private readonly frames = this.context.onCameraFrame((frame: Parameters<typeof assessFrame>[0]) => {
    this.coaching = assessFrame(frame)
  })
  /** The recording, should the host end it by itself. */
  private ended: { tempVideoPath: string } | null = null

  constructor() {
    this.frames.start()
  }

  look(): Coaching {
    return this.coaching
  }

  record(): Promise<() => number> {
    this.frames.stop()
    return new Promise((resolve, reject) => {
      this.context.startRecord({
        timeout: LONGEST_S,
        success: () => {
          const zero = Date.now()
          resolve(() => (Date.now() - zero) / 1000)
        },
        fail: () => reject(new NoCamera("cameraFailed")),
        timeoutCallback: (film) => (this.ended = film),
      })
    })
  }

  stop(): Promise<Film> {
    if (this.ended) return filmAt(this.ended.tempVideoPath)
    return new Promise((resolve, reject) => {
      this.context.stopRecord({
        success: (film) => resolve(filmAt(film.tempVideoPath)),
        fail: () => reject(new NoCamera("cameraFailed")),
      })
    })
  }

  close(): void {
    this.frames.stop()
    expect()
  }
}
