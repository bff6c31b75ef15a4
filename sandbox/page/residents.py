"""The population register: its residents, and the form by which one adds oneself."""

from sandbox.page.markup import act, both, copy, empty, safe
from sandbox.phones import inbox
from sandbox.population import register
from sandbox.store import Record
from sandbox.world import World

FORM = f"""
<details class="add" id="add-yourself"><summary>{both("把我自己加进来", "Add yourself")}</summary>
<form id="add-form" class="grid">
  <div class="camera"><video id="camera" playsinline muted hidden></video><canvas id="still" hidden></canvas>
    <p class="empty" id="no-photo">{both("正面、光线均匀、不戴墨镜", "Face the camera, even light, no sunglasses")}</p>
    <div class="actions">
      <button type="button" id="camera-on">{both("打开摄像头", "Camera on")}</button>
      <button type="button" id="camera-take" class="primary" hidden>{both("拍照", "Take photo")}</button>
      <label class="button">{both("选择照片", "Choose a photo")}
        <input type="file" id="photo-file" accept="image/jpeg,image/png,image/webp" hidden></label>
    </div></div>
  <div class="fields">
    <label>{both("姓名", "Name")}<input name="name" required minlength="2" maxlength="30" autocomplete="off"></label>
    <label>{both("手机号", "Mobile number")}
      <input name="phone" class="mono" inputmode="numeric" pattern="1[3-9][0-9]{{9}}" placeholder="13900990111"></label>
    <label>{both("出生日期", "Day of birth")}<input name="born" type="date" value="1990-01-01" required></label>
    <label>{
    both("性别", "Sex")
}<select name="sex"><option value="f">女 female</option><option value="m">男 male</option>
      </select></label>
    <label>{both("身份证号（虚构的云溪县 990122）", "ID number of a county that does not exist")}
      <input name="id_number" class="mono" required readonly></label>
    <p class="fine">{
    both(
        "请勿填写真实证件号。照片只保存在本机数据文件夹，删除即消失。",
        "Never enter a real number. The photo stays in this machine's data folder and goes when you remove yourself.",
    )
}</p>
    <button class="primary" type="submit">{both("加入人口库", "Add to the register")}</button>
  </div>
</form></details>
"""


def section(world: World) -> str:
    found = register.residents(world)
    if not found:
        return empty("人口库是空的。", "The register is empty.")
    phones = {phone["owner"]: phone["number"] for phone in inbox.phones(world)}
    return f'<ul class="people">{"".join(_resident(one, phones.get(one["name"], "")) for one in found)}</ul>'


def _resident(one: Record, phone: str) -> str:
    path = f"/population/residents/{safe(one['id_number'])}"
    face = (
        f'<img src="{path}/portrait" alt="{safe(one["name"])}" width="72" height="90" loading="lazy">'
        if one["has_portrait"]
        else '<span class="noface">无照片</span>'
    )
    remove = act(path, both("删除", "Remove"), method="DELETE", style="quiet") if one["own"] else ""
    number = f'<p class="fine">{copy(phone, "mono")}</p>' if phone else ""
    return (
        f"<li>{face}<div><p><b>{safe(one['name'])}</b></p>"
        f'<p class="fine">{copy(one["id_number"], "mono")}</p>{number}{remove}</div></li>'
    )
