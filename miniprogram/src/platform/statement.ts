/** A recorded statement for a video officer: picture and sound, a minute at most. The face check films without sound. */

const KINDS = ["video/mp4;codecs=avc1.42E01E,mp4a.40.2", "video/mp4", "video/webm;codecs=vp9,opus", "video/webm"]
const BITS_PER_SECOND = 1_500_000

/** Show the camera's picture inside `frame`; null where this host cannot record by itself. */
export function openStatement(frame: HTMLElement | undefined): Promise<Statement | null> {
  return process.env.UNI_PLATFORM === "h5" && frame ? Statement.open(frame) : Promise.resolve(null)
}

export class Statement {
  private recorder: MediaRecorder | null = null
  private pieces: Blob[] = []

  private constructor(
    private readonly stream: MediaStream,
    private readonly kind: string,
    private readonly video: HTMLVideoElement,
  ) {}

  static async open(frame: HTMLElement): Promise<Statement | null> {
    const kind = typeof MediaRecorder === "undefined" ? undefined : KINDS.find((k) => MediaRecorder.isTypeSupported(k))
    if (!kind || !navigator.mediaDevices) return null
    const wanted = { video: { facingMode: "user", width: { ideal: 640 }, height: { ideal: 480 } }, audio: true }
    const stream = await navigator.mediaDevices.getUserMedia(wanted).catch(() => null)
    if (!stream) return null
    const video = document.createElement("video")
    Object.assign(video, { muted: true, playsInline: true, srcObject: stream })
    video.style.cssText = "position:absolute;inset:0;width:100%;height:100%;object-fit:cover;transform:scaleX(-1)"
    frame.replaceChildren(video)
    await video.play()
    return new Statement(stream, kind, video)
  }

  record(): void {
    this.pieces = []
    this.recorder = new MediaRecorder(this.stream, { mimeType: this.kind, videoBitsPerSecond: BITS_PER_SECOND })
    this.recorder.ondataavailable = ({ data }) => data.size && this.pieces.push(data)
    this.recorder.start()
  }

  stop(): Promise<Blob> {
    const recorder = this.recorder
    return new Promise((resolve) => {
      if (!recorder || recorder.state === "inactive") return resolve(new Blob([]))
      recorder.onstop = () => resolve(new Blob(this.pieces, { type: this.kind.split(";")[0] }))
      recorder.stop()
    })
  }

  close(): void {
    if (this.recorder && this.recorder.state !== "inactive") this.recorder.stop()
    this.stream.getTracks().forEach((track) => track.stop())
    this.video.remove()
  }
}
