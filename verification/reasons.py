"""Why a verification did not pass: a stable code, words for the person, and what to do next.

The person never sees a score, and every suspicion of an attack reads the same to them (REPLAY_SUSPECTED), so that an
attacker learns nothing; the officer sees the signals.
"""

from enum import StrEnum

from core.errors import Text


class Reason(StrEnum):
    UNREADABLE = "UNREADABLE"
    TOO_LONG = "TOO_LONG"
    NO_FACE = "NO_FACE"
    MULTI_FACE = "MULTI_FACE"
    TOO_DARK = "TOO_DARK"
    TOO_BRIGHT = "TOO_BRIGHT"
    BACKLIGHT = "BACKLIGHT"
    BLUR = "BLUR"
    OCCLUDED = "OCCLUDED"
    TOO_FAR = "TOO_FAR"
    TOO_NEAR = "TOO_NEAR"
    NOT_FRONTAL = "NOT_FRONTAL"
    WRONG_ACTION = "WRONG_ACTION"
    ACTION_TOO_FAST = "ACTION_TOO_FAST"
    ACTION_TIMEOUT = "ACTION_TIMEOUT"
    FACE_CHANGED = "FACE_CHANGED"
    REPLAY_SUSPECTED = "REPLAY_SUSPECTED"
    VIRTUAL_CAMERA = "VIRTUAL_CAMERA"
    NOT_MATCH = "NOT_MATCH"
    NO_REFERENCE_PHOTO = "NO_REFERENCE_PHOTO"
    POOR_REFERENCE_PHOTO = "POOR_REFERENCE_PHOTO"
    SOURCE_DOWN = "SOURCE_DOWN"
    CAMERA_DENIED = "CAMERA_DENIED"
    CONSENT_WITHDRAWN = "CONSENT_WITHDRAWN"
    TOO_MANY_TRIES = "TOO_MANY_TRIES"

    @property
    def words(self) -> Text:
        """What happened, in the words of the screen."""
        return _WORDS[self][0]

    @property
    def next_step(self) -> Text:
        """What the person can do now."""
        return _WORDS[self][1]


_OFFICER = Text("可改用视频核验或到窗口办理", "You can choose a video officer or a service window instead")

_WORDS: dict[Reason, tuple[Text, Text]] = {
    Reason.UNREADABLE: (
        Text("视频无法读取", "The video cannot be read"),
        Text("请用手机相机重新录制一段视频", "Please record a new video with the phone's camera"),
    ),
    Reason.TOO_LONG: (
        Text("视频太长或太大", "The video is too long or too large"),
        Text("请按提示录制，一般几秒即可", "Please follow the prompts; a few seconds are enough"),
    ),
    Reason.NO_FACE: (
        Text("没有看到脸", "No face was seen"),
        Text("请把脸放进圈里", "Please bring your face into the circle"),
    ),
    Reason.MULTI_FACE: (
        Text("画面里有多个人", "There are several people in the picture"),
        Text("请只留您本人", "Please be alone in the picture"),
    ),
    Reason.TOO_DARK: (
        Text("光线太暗", "It is too dark"),
        Text("请面向窗户或打开灯", "Please face a window or switch on a light"),
    ),
    Reason.TOO_BRIGHT: (
        Text("光线太亮", "It is too bright"),
        Text("请避开直射的阳光或灯光", "Please move out of direct sun or lamp light"),
    ),
    Reason.BACKLIGHT: (
        Text("逆光，脸看不清", "The light is behind you, your face is in shadow"),
        Text("请转身面向窗户", "Please turn round and face the window"),
    ),
    Reason.BLUR: (
        Text("画面模糊", "The picture is blurred"),
        Text("请擦一擦镜头，拿稳手机", "Please wipe the lens and hold the phone still"),
    ),
    Reason.OCCLUDED: (
        Text("脸被遮住了", "Your face is covered"),
        Text("请摘下口罩、帽子或墨镜", "Please take off mask, hat or sunglasses"),
    ),
    Reason.TOO_FAR: (
        Text("离得太远", "You are too far away"),
        Text("请把手机拿近一些", "Please hold the phone closer"),
    ),
    Reason.TOO_NEAR: (
        Text("离得太近", "You are too close"),
        Text("请把手机拿远一些，让整张脸露出来", "Please hold the phone further away so that the whole face shows"),
    ),
    Reason.NOT_FRONTAL: (
        Text("开始时没有正对镜头", "You did not look straight into the camera at the start"),
        Text("请先正对镜头，再按提示做动作", "Please face the camera first, then follow the prompts"),
    ),
    Reason.WRONG_ACTION: (
        Text("动作与提示不一致", "The movement was not the one asked for"),
        Text("请按提示的顺序做动作", "Please make the movements in the order shown"),
    ),
    Reason.ACTION_TOO_FAST: (
        Text("动作太快", "The movement was too quick"),
        Text("请看到提示后再做，动作慢一些", "Please wait for the prompt and move more slowly"),
    ),
    Reason.ACTION_TIMEOUT: (
        Text("没有在规定时间内看到完整的动作", "The whole movement was not seen in time"),
        Text(
            "请看到提示后把动作做完整，再回到正面", "Please finish each movement when asked, then face the camera again"
        ),
    ),
    Reason.FACE_CHANGED: (
        Text("中途画面里的人脸变了", "The face in the picture changed on the way"),
        Text("请本人重新开始，录制中不要离开", "Please start again yourself and stay in the picture"),
    ),
    Reason.REPLAY_SUSPECTED: (Text("未能确认是真人", "We could not confirm a live person"), _OFFICER),
    Reason.VIRTUAL_CAMERA: (
        Text("视频不是由手机相机直接录制", "The video does not come straight from a phone's camera"),
        Text("请用手机自带相机录制", "Please use the phone's own camera"),
    ),
    Reason.NOT_MATCH: (
        Text("与证件照差异较大（不是您的错：可能照片旧）", "You look different from the photo on file (it may be old)"),
        Text("建议改用视频核验", "We suggest a video officer instead"),
    ),
    Reason.NO_REFERENCE_PHOTO: (Text("比对库暂无您的照片", "There is no photo of you on file"), _OFFICER),
    Reason.POOR_REFERENCE_PHOTO: (
        Text("存档照片无法用于比对", "The photo on file cannot be compared with"),
        _OFFICER,
    ),
    Reason.SOURCE_DOWN: (
        Text("比对服务暂停，已为您保留进度", "The comparison service is paused; your progress is kept"),
        Text("请稍后继续", "Please continue a little later"),
    ),
    Reason.CAMERA_DENIED: (
        Text("未开相机权限", "The camera may not be used"),
        Text("请点“去打开”，允许使用相机", "Please tap “open settings” and allow the camera"),
    ),
    Reason.CONSENT_WITHDRAWN: (Text("您已撤回人脸核验的同意", "You withdrew your consent to the face check"), _OFFICER),
    Reason.TOO_MANY_TRIES: (
        Text("尝试次数过多", "Too many attempts"),
        Text("请 10 分钟后再试，或现在改用视频核验", "Please try again in 10 minutes, or use a video officer now"),
    ),
}

assert set(_WORDS) == set(Reason)
