/** The ways to prove who one is, as the server offers them to this host; it also says whether we film the face here. */

import { reactive } from "vue"

import { get } from "@/api/http"
import type { Door, Schemas } from "@/api/types"
import { here, PLACE } from "@/platform/doors"

export const ways = reactive({ doors: [] as Door[], filmed: true, host: "" })

/** `host`: the platform's own check, where it stands in the place of ours. */
export async function loadWays(): Promise<void> {
  const { doors, filmed_in } = await get<Schemas["DoorList"]>("/verifications/doors")
  ways.doors = doors.filter(({ channel }) => here(channel))
  ways.filmed = filmed_in.includes(PLACE)
  ways.host = ways.filmed ? "" : (ways.doors.find(({ channel }) => channel === PLACE)?.channel ?? "")
}
