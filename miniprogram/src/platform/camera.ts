/** The front camera of this host: a live picture, and ONE continuous recording with its own zero of time. */

import * as browser from "@/platform/camera-browser"
import * as host from "@/platform/camera-host"
import type { Coaching } from "@/platform/coach"

/** What was recorded. */
export interface Film {
  /** Its content type, without a codec. */
  type: string
  bytes: number
  /** The bytes from `from` to before `to`. */
  part(from: number, to: number): Promise<ArrayBuffer>
}

export interface Camera {
  look(): Coaching
  /** Begin the recording; the answer is a clock: seconds since its first frame. Raises NoCamera. */
  record(): Promise<() => number>
  /** End the recording. Raises NoCamera. */
  stop(): Promise<Film>
  close(): void
}

/** Why there is no film: no camera, none that records, or the page was left while it filmed. */
export class NoCamera extends Error {
  constructor(readonly why: "cameraRefused" | "cameraSwitchedOff" | "cameraUnsupported" | "cameraFailed" | "cameraLeft") {
    super(why)
  }
}

/**
 * In a browser: show the picture inside `frame`. In a mini-program: wait for the page's `<camera id="face">`, whose
 * events the page hands on to `cameraReady` and `cameraFailed`. Raises NoCamera.
 */
export function openCamera(frame: HTMLElement | undefined): Promise<Camera> {
  return process.env.UNI_PLATFORM === "h5" ? browser.open(frame!) : host.open()
}

/** Before a page shows its camera (again). */
export const expectCamera = host.expect
export const cameraReady = host.ready
export const cameraFailed = host.failed
/** A mini-program asks for the camera once: afterwards only its own settings allow it. A browser has no such way. */
export const openSettings = process.env.UNI_PLATFORM === "h5" ? null : host.openSettings
