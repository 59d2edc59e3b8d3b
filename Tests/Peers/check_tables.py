#!/usr/bin/env python3
"""Loads the tables of a report's folder in DuckDB and in pandas, as they are, and holds them against result.json.

    check_tables.py FOLDER

Every column must have its type without cleaning: names are text, months and days dates, everything else numbers; an
empty cell is nothing. What the months of a plan, and the models of all workloads, add up to over all futures must be the
total of the result to the last digit.
"""

import json
import pathlib
import sys
from decimal import Decimal

import duckdb
import pandas

TEXT = {"plan", "measure", "unit", "workload", "model"}
DATES = {"month", "date"}
FILES = ["summary.csv", "daily.csv", "monthly.csv", "usage.csv"]
faults = []


def check(holds, what):
    if not holds:
        faults.append(what)


def types(folder):
    for name in FILES:
        path = folder / name
        frame = pandas.read_csv(path)
        table = duckdb.sql(f"select * from read_csv('{path}')")
        loaded = dict(zip(table.columns, map(str, table.types)))
        check(list(loaded) == list(frame.columns), f"{name}: {list(loaded)} and {list(frame.columns)}")
        check(len(frame) == len(table.fetchall()) > 0, f"{name}: {len(frame)} rows in pandas")
        for column, kind in loaded.items():
            known = frame[column].notna().any()
            if column in TEXT:
                right = kind == "VARCHAR"
            elif column in DATES:
                right = kind == "DATE" and pandas.to_datetime(frame[column], format="%Y-%m-%d").notna().all()
            else:
                # A column of empty cells has no type of its own.
                right = not known or (
                    kind in ("DOUBLE", "BIGINT") and pandas.api.types.is_numeric_dtype(frame[column]))
            check(right, f"{name}: {column} is {kind} and {frame[column].dtype}")
            check(column == column.lower() and column.replace("_", "").isalnum(), f"{name}: the heading {column}")


def base_units(amount):
    return int(amount * 1_000_000_000)


def sums(folder):
    result = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    futures = result["paths"]
    exact = "decimal(38, 9)"
    months = {
        row[0]: row[1:]
        for row in duckdb.sql(f"""
            select plan, sum(cash_total_usd), max_by(cumulative_cash_total_usd, month), sum(refused_total_usd),
              sum(expired_total_usd), sum(usage_total_usd), any_value(futures), count(*)
            from read_csv('{folder / 'monthly.csv'}', types = {{
              'cash_total_usd': '{exact}', 'cumulative_cash_total_usd': '{exact}', 'refused_total_usd': '{exact}',
              'expired_total_usd': '{exact}', 'usage_total_usd': '{exact}'}})
            group by plan""").fetchall()
    }
    check(set(months) == {plan["name"] for plan in result["plans"]}, f"plans: {set(months)}")
    for plan in result["plans"]:
        name, measures = plan["name"], plan["measures"]
        cash, so_far, refused, expired, usage, counted, number = months[name]
        for what, sum_, total in [
            ("cash", cash, measures["paid"]["total_base_units"]),
            ("cumulative cash", so_far, measures["paid"]["total_base_units"]),
            ("refused", refused, measures["blocked"]["total_base_units"]),
            ("expired", expired, measures["expired"]["total_base_units"]),
            ("usage", usage, result["demand"]["total_base_units"]),
        ]:
            check(base_units(sum_) == int(total), f"{name}: {what} adds up to {sum_}, not {total} nano-dollars")
        check(counted == futures and number == len(result["months"]), f"{name}: {counted} futures, {number} months")
    used = duckdb.sql(
        f"select sum(usage_total_usd), sum(usage_share) from read_csv('{folder / 'usage.csv'}', "
        f"types = {{'usage_total_usd': '{exact}'}})").fetchall()[0]
    check(base_units(used[0]) == int(result["demand"]["total_base_units"]), f"usage adds up to {used[0]}")
    check(abs(used[1] - 1) < 1e-6, f"the shares add up to {used[1]}")
    # Means are those of the totals.
    for name, kinds in [
        ("monthly.csv", ["cash", "cumulative_cash", "served", "refused", "expired", "balance", "usage"]), ("usage.csv", ["usage"])
    ]:
        for row in pandas.read_csv(folder / name, dtype=str, keep_default_na=False).to_dict("records"):
            for kind in kinds:
                mean, total = Decimal(row[f"{kind}_mean_usd"]), Decimal(row[f"{kind}_total_usd"])
                check(
                    abs(mean - total / futures) < Decimal("1.1e-9") + abs(mean) * Decimal("1e-15"),
                    f"{row.get('plan', name)}: {kind}: a mean of {mean}, and {total} over {futures} futures")
    # The figures of the summary are the result's, digit by digit.
    frame = pandas.read_csv(folder / "summary.csv", dtype=str, keep_default_na=False)
    for plan in result["plans"]:
        for row in frame[frame["plan"] == plan["name"]].to_dict("records"):
            measure = plan["measures"][row["measure"].replace(":", "").replace(" ", "_")]
            for key in ["mean", "std_error", "low", "high", "p05", "p50", "p95"]:
                stated = measure.get(key) or ""
                same = row[key] == stated or (row[key] and stated and Decimal(row[key]) == Decimal(stated))
                check(same, f"{plan['name']}: {row['measure']}: {key} is {row[key]}, not {stated}")
        count = len(frame[frame["plan"] == plan["name"]])
        check(count == len(plan["measures"]), f"{plan['name']}: {count} measures, not {len(plan['measures'])}")


folder = pathlib.Path(sys.argv[1])
types(folder)
sums(folder)
if faults:
    sys.exit("\n".join(faults[:20]))
print("DuckDB and pandas load every table, and the sums are the result's")
