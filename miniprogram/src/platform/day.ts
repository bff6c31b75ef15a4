/** The host's own calendar, beside a field in which days can be written as well. WeChat has none but its `<picker>`. */

/** Lay the browser's own date input, unseen, over `frame`, so that a touch opens the calendar that the phone knows. */
export function layDayInput(frame: HTMLElement, label: string, day: string, chosen: (day: string) => void): void {
  const input = frame.querySelector("input") ?? document.createElement("input")
  Object.assign(input, { type: "date", value: day })
  input.setAttribute("aria-label", label)
  input.className = "day-input"
  // A mouse opens a calendar only on its icon, which cannot be seen here.
  input.onclick = () => input.showPicker?.()
  input.onchange = () => input.value && chosen(input.value)
  frame.append(input)
}

/** Alipay's calendar; `chosen` is not told when the person turns back. */
export function openCalendar(day: string, chosen: (day: string) => void): void {
  if (process.env.UNI_PLATFORM === "mp-alipay")
    my.datePicker({ format: "yyyy-MM-dd", currentDate: day, success: ({ date }) => date && chosen(date) })
}
