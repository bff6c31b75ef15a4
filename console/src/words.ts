// What codes of the API are called. A code without a word here is shown as it is, never hidden.
import { language } from './language'

export type Words = Record<string, [zh: string, en: string]>

export const STATES: Words = {
  DRAFT: ['草稿', 'Draft'],
  AWAITING_SIGNATORIES: ['待核实签名', 'Awaiting signatures'],
  SUBMITTED: ['待领取', 'Unclaimed'],
  IN_REVIEW: ['审核中', 'In review'],
  CORRECTION_REQUIRED: ['待补正', 'Returned for correction'],
  PENDING_APPROVAL: ['待核准', 'Awaiting approval'],
  APPROVED: ['准予登记', 'Approved'],
  REJECTED: ['不予登记', 'Refused'],
  LICENSED: ['已发照', 'Licensed'],
  COMPLETED: ['办结', 'Completed'],
  ARCHIVED: ['归档', 'Archived'],
  SUSPENDED: ['中止', 'Suspended'],
  WITHDRAWN: ['已撤回', 'Withdrawn'],
  EXPIRED: ['逾期失效', 'Expired'],
}
export const ACTIONS: Words = {
  submit_for_verification: ['提交核实', 'Submitted for verification'],
  reopen: ['撤回修改', 'Reopened'],
  file: ['受理', 'Filed'],
  claim: ['领取', 'Claim'],
  release: ['放回队列', 'Give back'],
  require_correction: ['要求补正', 'Require correction'],
  propose_approval: ['提出准予意见', 'Propose approval'],
  propose_rejection: ['提出不予登记意见', 'Propose a refusal'],
  send_back: ['退回审查', 'Send back'],
  approve: ['准予登记', 'Approve'],
  reject: ['不予登记', 'Refuse'],
  license: ['发照', 'Licensed'],
  complete: ['办结', 'Completed'],
  archive: ['归档', 'Archived'],
  suspend: ['中止', 'Suspend'],
  resume_signing: ['恢复签名', 'Resume signing'],
  resume_review: ['恢复审查', 'Resume review'],
  settle_dispute: ['了结“不是我”', 'Close the “not me”'],
  resume_correction: ['恢复补正', 'Resume correction'],
  withdraw: ['撤回', 'Withdrawn'],
  expire: ['逾期失效', 'Expired'],
}
export const ROLES: Words = {
  reviewer: ['审查员', 'Reviewer'],
  approver: ['核准员', 'Approver'],
  supervisor: ['主管', 'Supervisor'],
  administrator: ['管理员', 'Administrator'],
  person: ['申请人', 'Applicant'],
  system: ['系统', 'System'],
}
export const CAPACITIES: Words = {
  legal_representative: ['法定代表人', 'Legal representative'],
  shareholder: ['股东', 'Shareholder'],
  director: ['董事', 'Director'],
  chair: ['董事长', 'Chair'],
  supervisor: ['监事', 'Supervisor'],
  staff_supervisor: ['职工监事', 'Staff supervisor'],
  general_manager: ['经理', 'General manager'],
  finance_officer: ['财务负责人', 'Finance officer'],
  liaison: ['登记联络员', 'Liaison'],
}
export const KINDS: Words = { incorporation: ['有限公司设立', 'New LLC'] }
export const TASKS: Words = {
  INVITED: ['已邀请', 'Invited'],
  OPENED: ['已打开', 'Opened'],
  CONSENTED: ['已同意', 'Consented'],
  IN_PROGRESS: ['核验中', 'In progress'],
  IN_REVIEW: ['待人工复核', 'Needs an officer'],
  PASSED: ['核验通过', 'Verified'],
  RETRYABLE: ['未通过', 'Not passed'],
  DISPUTED: ['声明“不是我”', 'Disputed'],
  ALT_BOOKED: ['改用其他方式', 'Another door chosen'],
  LOCKED_CHANNEL: ['人脸核验暂停', 'Face check rests'],
}
export const SIGNATURES: Words = {
  WAITING: ['等待核验', 'Waiting'],
  READY: ['待阅读', 'To read'],
  VIEWED: ['待签名', 'To sign'],
  SIGNED: ['已签名', 'Signed'],
  REFUSED: ['已拒绝', 'Refused'],
  VOID: ['须重签', 'Void'],
}
export const MOVEMENTS: Words = {
  blink: ['眨眼', 'Blink'],
  nod: ['点头', 'Nod'],
  mouth: ['张嘴', 'Open mouth'],
  turn_left: ['向左转头', 'Turn left'],
  turn_right: ['向右转头', 'Turn right'],
}
export const VERDICTS: Words = {
  pass: ['通过', 'Pass'],
  review: ['需人工复核', 'Needs an officer'],
  fail: ['未通过', 'Fail'],
}
export const SIGNALS: Words = {
  texture: ['皮肤纹理', 'Skin texture'],
  planar: ['平面运动', 'Flat motion'],
  screen: ['屏幕翻拍', 'Screen'],
  bands: ['屏幕条纹', 'Screen bands'],
  continuity: ['画面连续', 'Continuity'],
  cutout: ['挖孔面具', 'Cut-out'],
  swap: ['中途换人', 'Swap'],
}
export const METHODS: Words = {
  money: ['货币', 'Money'],
  goods: ['实物', 'Goods'],
  intellectual_property: ['知识产权', 'Intellectual property'],
  land_use_right: ['土地使用权', 'Land use right'],
  equity: ['股权', 'Equity'],
  claim: ['债权', 'Claim'],
  other_property: ['其他财产', 'Other property'],
}
export const PURPOSES: Words = {
  review: ['审查本件申请', 'Review this case'],
  identity: ['核对身份', 'Check identity'],
  contact: ['联系当事人', 'Contact the person'],
  objection: ['处理异议', 'Handle an objection'],
  supervision: ['监督检查', 'Supervision'],
}
export const STORED: Words = {
  document: ['申请文件', 'Documents'],
  evidence: ['核验证据帧', 'Evidence frames'],
  video: ['核验视频', 'Verification videos'],
  licence: ['营业执照', 'Licences'],
  movement: ['防重放特征', 'Signatures against replay'],
  statement: ['视频陈述', 'Recorded statements'],
  notary: ['公证文书', "Notary's documents"],
}

export function word(words: Words, code?: string | null): string {
  if (!code) return '—'
  const found = words[code]
  return found ? found[language.value === 'zh' ? 0 : 1] : code
}
export const CHARGES: Words = {
  open: ['待缴', 'To be paid'],
  paid: ['已缴', 'Paid'],
  cancelled: ['已取消', 'Cancelled'],
  expired: ['已失效', 'Expired'],
  part_refunded: ['部分退款', 'Partly refunded'],
  refunded: ['已退款', 'Refunded'],
}
export const PAID_BY: Words = {
  wechat_jsapi: ['微信支付', 'WeChat Pay'],
  wechat_h5: ['微信支付（浏览器）', 'WeChat Pay (browser)'],
  wechat_native: ['微信支付（扫码）', 'WeChat Pay (QR code)'],
  alipay_mini: ['支付宝', 'Alipay'],
  alipay_wap: ['支付宝（浏览器）', 'Alipay (browser)'],
}
export const REFUNDS: Words = {
  requested: ['退款待审核', 'Return asked for'],
  approved: ['退款已批准', 'Return approved'],
  declined: ['退款未批准', 'Return declined'],
  submitted: ['退款处理中', 'Return under way'],
  succeeded: ['已退回', 'Returned'],
  failed: ['退款未成功', 'Return failed'],
  closed: ['退款已关闭', 'Return closed'],
}
export const REFUND_REASONS: Words = {
  not_rendered: ['服务未提供', 'Service not rendered'],
  mistake: ['收费有误', 'Charged by mistake'],
  second_payment: ['重复付款', 'Paid twice'],
  paid_after_close: ['关闭后付款', 'Paid after it was closed'],
}
export const CARRIERS: Words = { ems: ['邮政特快专递', 'EMS'], sf: ['顺丰速运', 'SF Express'] }
export const PARCELS: Words = {
  CHOSEN: ['已选择，待付款', 'Chosen, to be paid'],
  CREATED: ['待揽收', 'Waiting for the courier'],
  PICKED_UP: ['已揽收', 'Picked up'],
  IN_TRANSIT: ['运输中', 'On its way'],
  OUT_FOR_DELIVERY: ['派送中', 'Out for delivery'],
  ATTEMPT_FAILED: ['派送未成功', 'Delivery failed'],
  EXCEPTION: ['运输异常', 'Trouble'],
  RETURNING: ['退回途中', 'Coming back'],
  DELIVERED: ['已签收', 'Delivered'],
  RETURNED: ['已退回', 'Came back'],
  CANCELLED: ['已取消', 'Cancelled'],
}
export const NOTICES: Words = {
  last_day: ['今日到期', 'Ends today'],
  overdue: ['已超期', 'Overdue'],
  handed_over: ['移交给您', 'Handed over to you'],
  taken_over: ['已由主管接管', 'Taken over by a supervisor'],
  sent_back: ['核准员退回', 'Sent back by the approver'],
}
export const RISK_FILTERS: Words = {
  doubts: ['核验未过或待复核', 'Face check in doubt'],
  disputed: ['有人声明“不是我”', 'Somebody said “not me”'],
  returned: ['曾退回', 'Returned before'],
  other_door: ['非人脸核验', 'Proved another way'],
  none: ['无风险提示', 'Nothing to note'],
}
export const CHANNELS: Words = {
  face: ['人脸核验', 'Face check'],
  video_officer: ['视频陈述', 'Recorded statement'],
  window: ['窗口核验', 'Window'],
  notary: ['公证文书', "Notary's document"],
  wechat: ['微信人脸核身', 'WeChat face check'],
  alipay: ['支付宝身份认证', 'Alipay identity check'],
}
export const PARTIES: Words = {
  tencent_sms: ['腾讯云短信', 'Tencent Cloud SMS'],
  population_register: ['人口库', 'Population register'],
  wechat: ['微信小程序', 'WeChat mini-program'],
  wechat_pay: ['微信支付', 'WeChat Pay'],
  alipay: ['支付宝', 'Alipay'],
  ems: ['邮政特快专递', 'EMS'],
  sf: ['顺丰速运', 'SF Express'],
  kuaidi100: ['快递查询', 'Courier tracking'],
}
export const QUEUES: Words = {
  events: ['业务任务', 'Facts, notices, papers'],
  verification: ['核验判定', 'Videos to judge'],
}
export const MODELS: Words = {
  'face_detection_yunet_2023mar_int8bq.onnx': ['人脸检测', 'Face detection'],
  'face_landmarker.task': ['面部关键点', 'Face landmarks'],
  'face_recognition_sface_2021dec_int8bq.onnx': ['人脸比对', 'Face matching'],
  'minifasnet_v1se_4.0.onnx': ['活体检测（一）', 'Liveness, first'],
  'minifasnet_v2_2.7.onnx': ['活体检测（二）', 'Liveness, second'],
}
export const RISKS: Words = { normal: ['一般', 'Normal'], elevated: ['较高', 'Elevated'], high: ['高', 'High'] }
export const MESSAGES: Words = {
  queued: ['待发送', 'Queued'],
  sent: ['已发出', 'Sent'],
  delivered: ['已送达', 'Delivered'],
  failed: ['未送达', 'Failed'],
}
export const CHANNELS_OF_MESSAGES: Words = {
  wechat: ['微信', 'WeChat'],
  sms: ['短信', 'Text message'],
  inbox: ['站内', 'Inbox'],
}
export const REFUSED_MESSAGES: Words = {
  number_invalid: ['号码无效', 'no such number'],
  number_blocked: ['号码被屏蔽', 'number blocked'],
  too_many: ['发送次数用尽', 'too many sent'],
  content_refused: ['内容被拒', 'content refused'],
  undelivered: ['对方未收到', 'did not arrive'],
  expired: ['超时未发出', 'not sent in time'],
  not_allowed: ['本人未同意订阅，已改发短信', 'not agreed to; a text message followed'],
  address_unknown: ['微信不认识此人', 'unknown to WeChat'],
  channel_closed: ['微信不受理，已改发短信', 'WeChat does not take it; a text message followed'],
}
