/** Amounts are whole fen; people write them in 万元, ten thousand yuan. */

const FEN_PER_WAN = 1_000_000

export function wanOf(fen: number | undefined): string {
  return fen ? String(Number((fen / FEN_PER_WAN).toFixed(6))) : ""
}

/** Null for what is no amount, which removes the field. */
export function fenOf(wan: string): number | null {
  const amount = Math.round(Number(wan.replace(/[,，\s]/g, "")) * FEN_PER_WAN)
  return wan.trim() && Number.isFinite(amount) && amount >= 0 ? amount : null
}
