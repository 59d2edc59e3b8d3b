/// Buckets of time, as the providers' reports have them: of a day, an hour or a minute, empty ones included. An empty
/// bucket is a true zero, a day without a bucket is unknown. Also the days from the first to the last of an export that
/// leaves out days without use.
/// A page holds buckets under `data`; a file may also hold buckets that stand alone.
///
/// At the boundary: a bucket of up to an hour that lies within one hour of the clock belongs to that hour, a longer one
/// within one day to that day, and one that crosses midnight to none. A day is covered if its buckets leave no second
/// out; otherwise it may hold more.

import Quantities

struct Bucket {
  let start: Instant
  let end: Instant
  let stretch: UsageRow.Stretch

  /// Its end is exclusive.
  init(from start: Instant, to end: Instant, at value: ExportValue) throws(ExportMistake) {
    guard end > start else {
      throw value.mistake("this bucket ends at \(end), before it begins", "export the file again")
    }
    let last = Instant(seconds: end.seconds - 1)
    guard last.date == start.date else {
      throw value.mistake(
        "this bucket from \(start) to \(end) holds parts of two days", "export buckets of a day or shorter")
    }
    self.start = start
    self.end = end
    let hour = start.seconds / TimeSpan.hour
    stretch =
      hour == last.seconds / TimeSpan.hour
      ? .hour(Instant(seconds: hour * TimeSpan.hour)) : .day(start.date)
  }
}

struct BucketCover {
  /// From and to, in order of arrival; neighbours are one.
  private var spans: [(from: Int64, to: Int64)] = []
  private var starts: Set<Int64> = []

  /// The days of all buckets, in order.
  var days: [CivilDate] { Set(starts.map { Instant(seconds: $0).date }).sorted() }

  /// The latest end of all buckets.
  private(set) var end: Instant?

  mutating func include(_ bucket: Bucket, at value: ExportValue) throws(ExportMistake) {
    guard starts.insert(bucket.start.seconds).inserted else {
      throw value.mistake(
        "the bucket that begins at \(bucket.start) comes a second time",
        "take out one of the two pages: their sum would count it twice")
    }
    end = max(end ?? bucket.end, bucket.end)
    if let last = spans.last, last.to == bucket.start.seconds {
      spans[spans.count - 1].to = bucket.end.seconds
    } else {
      spans.append((bucket.start.seconds, bucket.end.seconds))
    }
  }

  /// Covers each day whose every second is in a bucket; a day with fewer may hold more.
  func finish(into sink: inout some UsageSink) {
    var united: [(from: Int64, to: Int64)] = []
    for span in spans.sorted(by: { $0.from < $1.from }) {
      if let last = united.last, span.from <= last.to {
        united[united.count - 1].to = max(last.to, span.to)
      } else {
        united.append(span)
      }
    }
    var told: CivilDate?
    for span in united {
      var day = Instant(seconds: span.from).date
      while Instant(day).seconds < span.to {
        let isWhole =
          Instant(day).seconds >= span.from && Instant(day).seconds + TimeSpan.day <= span.to
        if isWhole {
          sink.cover(day)
        } else if told != day {
          sink.note(day, .provisional)
          told = day
        }
        day.day += 1
      }
    }
  }
}

/// The days of an export that leaves out days without use: those between its first and its last are zero.
struct DaySpan {
  private(set) var first: CivilDate?
  private(set) var last: CivilDate?

  mutating func include(_ day: CivilDate) {
    first = min(first ?? day, day)
    last = max(last ?? day, day)
  }

  /// `lastMayGrow`: the export may have been made on its last day.
  func finish(into sink: inout some UsageSink, lastMayGrow: Bool) {
    guard let first, let last else { return }
    for day in first.day...last.day { sink.cover(CivilDate(day: day)) }
    if lastMayGrow { sink.note(last, .provisional) }
  }
}

/// `has_more` of the page that was read last: if it is true, a further page was never fetched.
struct FurtherPages {
  private var place: ExportPlace?

  mutating func page(_ page: ExportObject) throws(ExportMistake) {
    guard let more = page["has_more"] else { return }
    place = try more.bool() ? more.place : nil
  }

  func finish(into sink: inout some UsageSink) {
    guard let place else { return }
    sink.warn(
      place, "has_more is true on the last page of this file: a further page exists",
      "fetch it with next_page and import it too; until then its days are missing")
  }
}

/// What a page calls the ends of its buckets and what is in them: of the names of the results, the first that is there.
struct BucketPages {
  let from: StaticString
  let to: StaticString
  let results: [StaticString]

  /// Each result of each bucket of a page, or of a bucket that stands alone.
  func each(
    _ item: ExportValue, _ cover: inout BucketCover, _ more: inout FurtherPages,
    _ body: (Bucket, ExportObject) throws(ExportMistake) -> Void
  ) throws(ExportMistake) {
    let page = try item.object()
    guard page["data"] != nil || page[from] == nil else {
      try bucket(page, &cover, body)
      return
    }
    try more.page(page)
    try page.needed("data").each { element throws(ExportMistake) in
      try bucket(try element.object(), &cover, body)
    }
  }

  private func bucket(
    _ object: ExportObject, _ cover: inout BucketCover,
    _ body: (Bucket, ExportObject) throws(ExportMistake) -> Void
  ) throws(ExportMistake) {
    let bucket = try Bucket(
      from: try object.needed(from).instant(), to: try object.needed(to).instant(), at: object.value)
    try cover.include(bucket, at: object.value)
    let name = results.first { object[$0] != nil } ?? results[0]
    try object.needed(name).each { result throws(ExportMistake) in try body(bucket, try result.object()) }
  }
}
