/// The auditor's own calendar (UTC): years and months are walked one by one from 1970, so that nothing is
/// shared with the closed formulas of `CivilDate`. A calendar month clamps to the end of the month it lands
/// in, and k months are counted from the first instant in one step: Jan 31, Feb 28, Mar 31.

import Quantities

enum NaiveCalendar {
  static let day: Int64 = 86_400

  struct Moment {
    var year: Int
    var month: Int
    var dayOfMonth: Int
    var secondOfDay: Int64
  }

  static func isLeap(_ year: Int) -> Bool {
    if year % 400 == 0 { return true }
    if year % 100 == 0 { return false }
    return year % 4 == 0
  }

  static func length(ofYear year: Int) -> Int64 { isLeap(year) ? 366 : 365 }

  static func length(ofMonth month: Int, in year: Int) -> Int {
    if month == 2 { return isLeap(year) ? 29 : 28 }
    return [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  static func moment(at seconds: Int64) -> Moment {
    var days = seconds / day
    var year = 1970
    while days >= length(ofYear: year) {
      days -= length(ofYear: year)
      year += 1
    }
    var month = 1
    while days >= Int64(length(ofMonth: month, in: year)) {
      days -= Int64(length(ofMonth: month, in: year))
      month += 1
    }
    return Moment(year: year, month: month, dayOfMonth: Int(days) + 1, secondOfDay: seconds % day)
  }

  static func seconds(of moment: Moment) -> Int64 {
    var days = Int64(moment.dayOfMonth - 1)
    var year = 1970
    while year < moment.year {
      days += length(ofYear: year)
      year += 1
    }
    var month = 1
    while month < moment.month {
      days += Int64(length(ofMonth: month, in: moment.year))
      month += 1
    }
    return days * day + moment.secondOfDay
  }

  /// Months may be negative: windows and billing cycles run before their anchor too.
  static func adding(months: Int, to seconds: Int64, clamping: Bool = true) -> Int64 {
    var moment = moment(at: seconds)
    for _ in 0..<abs(months) {
      moment.month += months > 0 ? 1 : -1
      if moment.month == 13 { (moment.year, moment.month) = (moment.year + 1, 1) }
      if moment.month == 0 { (moment.year, moment.month) = (moment.year - 1, 12) }
    }
    let last = length(ofMonth: moment.month, in: moment.year)
    let spill = max(0, moment.dayOfMonth - last)
    moment.dayOfMonth -= spill
    return Self.seconds(of: moment) + (clamping ? 0 : Int64(spill) * day)
  }

  static func adding(_ span: TimeSpan, times: Int, to seconds: Int64) -> Int64 {
    switch span {
    case .seconds(let length): seconds + length * Int64(times)
    case .months(let months): adding(months: months * times, to: seconds)
    }
  }

  /// The same number for all instants of one calendar month: months since year 0.
  static func monthNumber(at seconds: Int64) -> Int {
    let moment = moment(at: seconds)
    return moment.year * 12 + moment.month - 1
  }

  /// The first instants of all calendar months in `(from, through]`.
  static func monthStarts(after from: Int64, through end: Int64) -> [Int64] {
    var first = moment(at: from)
    first.dayOfMonth = 1
    first.secondOfDay = 0
    var starts: [Int64] = []
    var start = seconds(of: first)
    while start <= end {
      if start > from { starts.append(start) }
      start = adding(months: 1, to: start)
    }
    return starts
  }

  /// The last `anchor + k x every` (k may be negative) at or before `now`.
  static func windowStart(anchor: Int64, every: TimeSpan, now: Int64) -> Int64 {
    var k = 0
    while adding(every, times: k + 1, to: anchor) <= now { k += 1 }
    while adding(every, times: k, to: anchor) > now { k -= 1 }
    return adding(every, times: k, to: anchor)
  }

  /// The first `anchor + k months` (k may be negative) after `now`.
  static func billingTurn(anchor: Int64, after now: Int64) -> Int64 {
    var k = 0
    while adding(months: k, to: anchor) <= now { k += 1 }
    while adding(months: k - 1, to: anchor) > now { k -= 1 }
    return adding(months: k, to: anchor)
  }
}
