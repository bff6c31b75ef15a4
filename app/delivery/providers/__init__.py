"""The carriers: EMS and SF Express, each in one file that speaks its wire."""
