"""Bounded reading of good and hostile files."""

from collections.abc import Callable

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from verification.engine.decode import Tally, TooMuch, Unreadable, read_frames
from verification.engine.settings import Limits, Sampling

Image = NDArray[np.uint8]
Encode = Callable[..., bytes]


@pytest.fixture(scope="module")
def frames() -> list[Image]:
    """Two seconds of a red square on the left that brightens."""
    pictures = []
    for index in range(50):
        image = np.full((240, 160, 3), 60, np.uint8)
        image[20:80, 10:70] = (0, 0, 100 + 3 * index)
        pictures.append(image)
    return pictures


def read(
    video: bytes, limits: Limits | None = None, sampling: Sampling | None = None
) -> tuple[Tally, list[Image], list[float]]:
    tally = Tally()
    taken = list(read_frames(video, limits or Limits(), sampling or Sampling(), tally))
    return tally, [one.image for one in taken], [one.at_s for one in taken]


def test_what_is_counted_is_what_is_there(encode: Encode, frames: list[Image]) -> None:
    tally, images, times = read(encode(frames))
    assert (tally.frames, tally.width, tally.height) == (50, 160, 240)
    assert tally.duration_s == pytest.approx(2.0, abs=0.01)
    assert tally.fps == pytest.approx(25, abs=0.1)
    assert len(images) == 50
    assert times[0] == 0
    assert len(tally.prints) == 50


@pytest.mark.parametrize("fps", [15, 24, 25, 30, 50, 60])
def test_no_blink_fits_between_two_frames_looked_at(encode: Encode, frames: list[Image], fps: int) -> None:
    _tally, _images, times = read(encode(frames, fps=fps))
    assert max(np.diff(times)) <= 0.0701
    assert (len(times) - 1) / (times[-1] - times[0]) <= 26


def test_times_are_those_of_the_frames_not_of_an_average(encode: Encode, frames: list[Image]) -> None:
    stamps = [index / 25 + (1.0 if index >= 25 else 0.0) for index in range(50)]
    _tally, _images, times = read(encode(frames, times=stamps))
    assert max(np.diff(times)) == pytest.approx(1.04, abs=0.02)


def test_a_phones_rotation_is_applied(encode: Encode, frames: list[Image]) -> None:
    video = bytearray(encode(frames))
    matrix = video.index(
        b"\x00\x01\x00\x00" + bytes(12) + b"\x00\x01\x00\x00" + bytes(12) + b"\x40\x00\x00\x00", video.index(b"tkhd")
    )
    quarter = [0, 65536, 0, -65536, 0, 0, 0, 0, 0x40000000]  # ISO/IEC 14496-12, 8.3.2: a quarter turn clockwise
    video[matrix : matrix + 36] = b"".join(value.to_bytes(4, "big", signed=True) for value in quarter)
    tally, images, _times = read(bytes(video))
    assert (tally.width, tally.height) == (240, 160)
    upright = cv2.rotate(frames[0], cv2.ROTATE_90_CLOCKWISE)
    assert np.abs(images[0].astype(int) - upright).mean() < 6


def test_large_frames_are_scaled_while_reading(encode: Encode, frames: list[Image]) -> None:
    _tally, images, _times = read(encode(frames), sampling=Sampling(short_side=120))
    assert images[0].shape == (180, 120, 3)


def test_a_file_cut_short_is_read_as_far_as_it_goes(frames: list[Image]) -> None:
    from io import BytesIO

    buffer = BytesIO()
    with av.open(buffer, "w", format="webm") as container:
        stream = container.add_stream("libvpx", rate=25)
        stream.height, stream.width, stream.pix_fmt = 240, 160, "yuv420p"
        for image in frames:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="bgr24")))
        container.mux(stream.encode())
    video = buffer.getvalue()
    tally, _images, _times = read(video[: int(len(video) * 0.7)])
    assert 10 < tally.frames < 50


@pytest.mark.parametrize(
    "video", [b"", b"junk", b"\x00" * 4096, b"RIFF\xff\xff\xff\xffAVI LIST", bytes(range(256)) * 40]
)
def test_junk_is_unreadable(video: bytes) -> None:
    with pytest.raises(Unreadable):
        read(video)


def test_a_play_list_opens_nothing(tmp_path) -> None:
    other = tmp_path / "other.mp4"
    other.write_bytes(b"secret")
    with pytest.raises(Unreadable):
        read(f"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nfile://{other}\n#EXT-X-ENDLIST\n".encode())


def test_damage_never_escapes_as_another_error(encode: Encode, frames: list[Image]) -> None:
    video = encode(frames)
    rng = np.random.default_rng(8)
    for _round in range(40):
        broken = bytearray(video)
        for place in rng.integers(0, len(broken), 12):
            broken[place] = rng.integers(256)
        try:
            tally, _images, _times = read(bytes(broken))
        except (Unreadable, TooMuch):
            continue
        assert tally.frames <= Limits().most_frames


def test_a_strip_is_no_cameras_picture(encode: Encode) -> None:
    """Small files of long strips unpack to gigabytes where pictures are brought to one short side."""
    with pytest.raises(Unreadable, match="3 times as long"):
        read(encode([np.zeros((120, 480, 3), np.uint8)] * 15))


@pytest.mark.parametrize(
    "limits",
    [
        Limits(most_bytes=100),
        Limits(most_frames=10),
        Limits(most_seconds=1),
        Limits(most_pixels=1000),
        Limits(work_seconds=-1),
    ],
)
def test_every_cap_holds(encode: Encode, frames: list[Image], limits: Limits) -> None:
    with pytest.raises(TooMuch):
        read(encode(frames), limits)
