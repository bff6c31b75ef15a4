/** A browser's camera: getUserMedia and MediaRecorder. */

import { type Camera, type Film, NoCamera } from "@/platform/camera"
import { assess, type Coaching } from "@/platform/coach"

/** Best first: what phones' hardware encodes with even times, then what browsers without H.264 have. */
const KINDS = [
  "video/mp4;codecs=avc1.42E01E",
  "video/mp4;codecs=avc1",
  "video/mp4",
  "video/webm;codecs=vp9",
  "video/webm;codecs=vp8",
]
const BITS_PER_SECOND = 2_500_000
// A picture as the camera makes it: browsers would else crop an upright one to the shape asked for.
const WANTED = {
  facingMode: "user",
  width: { ideal: 640 },
  height: { ideal: 480 },
  frameRate: { ideal: 30 },
  resizeMode: { ideal: "none" },
} as MediaTrackConstraints

/** Show the camera's picture inside `frame`. Raises NoCamera. */
export async function open(frame: HTMLElement): Promise<Camera> {
  const kind = typeof MediaRecorder === "undefined" ? undefined : KINDS.find((k) => MediaRecorder.isTypeSupported(k))
  if (!kind || !navigator.mediaDevices) throw new NoCamera("cameraUnsupported")
  const stream = await navigator.mediaDevices.getUserMedia({ video: WANTED, audio: false }).catch(() => {
    throw new NoCamera("cameraRefused")
  })
  const video = document.createElement("video")
  Object.assign(video, { muted: true, playsInline: true, srcObject: stream })
  video.setAttribute("playsinline", "")
  video.style.cssText = "position:absolute;inset:0;width:100%;height:100%;object-fit:cover;transform:scaleX(-1)"
  frame.replaceChildren(video)
  await video.play()
  return new BrowserCamera(video, stream, kind)
}

class BrowserCamera implements Camera {
  private recorder: MediaRecorder | null = null
  private pieces: Blob[] = []

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly stream: MediaStream,
    private readonly kind: string,
  ) {}

  look(): Coaching {
    return assess(this.video)
  }

  async record(): Promise<() => number> {
    const zero = await this.begin()
    return () => (performance.now() - zero) / 1000
  }

  /** The moment of the first frame, on the clock of `performance.now()`. */
  private begin(): Promise<number> {
    const recorder = new MediaRecorder(this.stream, { mimeType: this.kind, videoBitsPerSecond: BITS_PER_SECOND })
    this.recorder = recorder
    this.pieces = []
    recorder.ondataavailable = ({ data }) => data.size && this.pieces.push(data)
    return new Promise((resolve, reject) => {
      recorder.onerror = () => reject(new NoCamera("cameraUnsupported"))
      recorder.onstart = () => {
        if ("requestVideoFrameCallback" in this.video) this.video.requestVideoFrameCallback((now) => resolve(now))
        else resolve(performance.now())
      }
      recorder.start()
    })
  }

  stop(): Promise<Film> {
    const recorder = this.recorder
    return new Promise((resolve, reject) => {
      if (!recorder) return reject(new NoCamera("cameraUnsupported"))
      recorder.onstop = () => resolve(filmOf(new Blob(this.pieces, { type: this.kind.split(";")[0] })))
      recorder.stop()
    })
  }

  close(): void {
    if (this.recorder && this.recorder.state !== "inactive") this.recorder.stop()
    this.stream.getTracks().forEach((track) => track.stop())
    this.video.remove()
  }
}

const filmOf = (blob: Blob): Film => ({
  type: blob.type,
  bytes: blob.size,
  part: (from, to) => blob.slice(from, to).arrayBuffer(),
})
