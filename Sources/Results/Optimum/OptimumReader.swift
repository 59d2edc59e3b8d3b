/// The file of a search for a plan, read back into what was found: schema `lotwise/optimum/1`. What a page relies on is checked here,
/// once: that members, families, ranges and limits that are named by their places are there, that a plan has a value for each range,
/// that intervals and quantiles are in order and counts within their whole; whoever has an `OptimumFile` may trust it. The place of
/// what is wrong is in the error. A difference comes back as the one to go by, without the other way to know it.

import Formats
import Quantities

public struct OptimumFile: Sendable {
  public let optimum: Optimum
  /// Of the lotwise that searched.
  public let version: String
  /// As somebody would type it.
  public let command: String
  public let bytes: [UInt8]

  public init(_ optimum: Optimum, version: String, command: String) {
    var out = ByteBuffer()
    OptimumJSON().write(optimum, version: version, command: command, into: &out)
    (self.optimum, self.version, self.command) = (optimum, version, command)
    bytes = out.withBytes { Array($0) }
  }

  public init(bytes: [UInt8]) throws(ResultError) {
    let root = try ResultReader(bytes: bytes)
    try root.isOf(OptimumJSON.schema)
    try self.init(root, bytes)
  }

  /// Of a file whose schema is known to be the one.
  init(_ root: ResultReader, _ bytes: [UInt8]) throws(ResultError) {
    optimum = try root.optimum()
    version = try root.text("lotwise")
    command = try root.text("command")
    self.bytes = bytes
  }
}

/// A file that lotwise wrote and shows again, of either kind.
public enum SavedResult: Sendable {
  case comparison(ResultFile)
  case search(OptimumFile)

  public init(bytes: [UInt8]) throws(ResultError) {
    let root = try ResultReader(bytes: bytes)
    switch try root.text("schema") {
    case ComparisonJSON.schema: self = .comparison(try ResultFile(root))
    case OptimumJSON.schema: self = .search(try OptimumFile(root, bytes))
    case let schema:
      throw ResultError(
        place: "schema",
        problem: "this is \(quoted(schema)), neither '\(ComparisonJSON.schema)' nor '\(OptimumJSON.schema)': "
          + "no result of this version")
    }
  }
}

private let mostFutures = 1 << 40

extension ResultReader {
  // MARK: The search

  func optimum() throws(ResultError) -> Optimum {
    let (start, end) = (try instant("start"), try instant("end"))
    guard start < end else { throw error("the end is not after the start") }
    var optimum = Optimum(
      title: try text("title"), start: start, end: end, goal: try goal("goal"), seeds: try seeds())
    optimum.stage = try one("stage", of: Optimum.Stage.allCases)
    optimum.wasCutShort = try truth("cut_short")
    for item in try items("limits") {
      optimum.limits.append(
        Optimum.Limit(
          text: try item.text("text"), binds: try item.truth("binds"),
          plans: item.maybe("plans") == nil ? nil : try item.texts("plans")))
    }
    let listed = try items("members")
    for item in try items("families") { optimum.families.append(try item.family(members: listed.count)) }
    try different(optimum.families.map(\.name), "two families have one name")
    for item in try items("searched") {
      optimum.searched.append(
        (try item.whole("futures", 1...mostFutures), try item.whole("members", 0...mostFutures)))
    }
    optimum.evaluationFutures = try whole("evaluation_futures", 0...mostFutures)
    for item in listed { optimum.members.append(try item.member(optimum)) }
    try readChoice(&optimum)
    for item in try items("frontiers") { optimum.frontiers.append(try item.frontier(optimum)) }
    for item in try items("reaches") {
      optimum.reaches.append(
        Optimum.Reach(
          limit: try item.place("limit", among: optimum.limits.count),
          member: try item.place("member", among: listed.count), finding: try item.finding()))
    }
    return optimum
  }

  /// What is chosen, how, and what is said of it.
  private func readChoice(_ optimum: inout Optimum) throws(ResultError) {
    let (members, unit) = (optimum.members.count, optimum.goal.measure.unit.baseUnits)
    optimum.chosen = try placeIfAny("chosen", among: members)
    optimum.cheapestOfAll = try placeIfAny("cheapest_of_all", among: members)
    optimum.nearest = try placeIfAny("nearest", among: members)
    optimum.selection = try maybe("selection").map { found throws(ResultError) in
      try found.selection(optimum)
    }
    for item in try items("against") {
      optimum.against.append((try item.place("member", among: members), try item.apart(unit)))
    }
    let neighbours = try items("neighbours")
    if !neighbours.isEmpty {
      guard let chosen = optimum.chosen, let family = optimum.members[chosen].family else {
        throw error("there are neighbours, and the chosen plan is no member of a family")
      }
      for item in neighbours {
        optimum.neighbours.append(
          try item.neighbour(optimum.families[family].ranges, members: members, unit))
      }
    }
    optimum.optimism = try maybe("optimism").map { found throws(ResultError) in
      Optimum.Optimism(
        sought: try found.figure("sought", unit, unknown: .infinity),
        found: try found.figure("found", unit, unknown: .infinity), interval: try found.interval(unit))
    }
    optimum.foresight = try maybe("foresight").map { found throws(ResultError) in
      Optimum.Foresight(
        plans: try found.whole("plans", 1...mostFutures),
        futures: try found.whole("futures", 1...mostFutures),
        cost: try found.figure("cost", 1e9), worth: try found.apart(1e9),
        isChosen: try found.probability("chosen_is_cheapest", paths: mostFutures))
    }
    optimum.newsvendor = try maybe("newsvendor").map { found throws(ResultError) in
      Optimum.Newsvendor(
        lot: try found.text("lot"), price: try found.figure("price", within: 0...ResultReader.most),
        undelivered: try found.figure("undelivered", within: 0...1),
        wanted: try found.figure("wanted", within: 0...1),
        usesAll: try found.probability("uses_all", paths: mostFutures))
    }
  }

  // MARK: Places and names

  /// A place in a list of so many.
  private func place(_ key: String, among count: Int) throws(ResultError) -> Int {
    try at(key).place(among: count)
  }

  private func place(among count: Int) throws(ResultError) -> Int {
    let number = try whole()
    guard number >= 0, number < count else {
      throw error(
        "there is no such place in a list of \(count == 0 ? "none" : "\(count)"), which are counted from 0")
    }
    return number
  }

  /// Nil where the file has null.
  private func placeIfAny(_ key: String, among count: Int) throws(ResultError) -> Int? {
    try maybe(key)?.place(among: count)
  }

  private func places(_ key: String, among count: Int) throws(ResultError) -> [Int] {
    var found: [Int] = []
    for item in try items(key) { found.append(try item.place(among: count)) }
    return found
  }

  private func texts(_ key: String) throws(ResultError) -> [String] {
    var found: [String] = []
    for item in try items(key) { found.append(try item.itself()) }
    return found
  }

  /// The value that is written by its name.
  private func one<Value>(_ key: String, of values: [Value]) throws(ResultError) -> Value {
    let found = try at(key)
    let text = try found.itself()
    guard let value = values.first(where: { "\($0)" == text }) else {
      throw found.error("\(quoted(text)) is none of \(listed(values.map { "\($0)" }, "and"))")
    }
    return value
  }

  // MARK: Parts

  private func goal(_ key: String) throws(ResultError) -> Goal {
    let found = try at(key)
    let measure = try found.measure("measure")
    guard found.maybe("percent") != nil else { return Goal(measure) }
    let percent = try found.whole("percent", 1...99)
    guard !measure.formula.isRatio else { throw found.error("a ratio of totals has no quantile") }
    return Goal(measure, percent: percent)
  }

  private func seeds() throws(ResultError) -> Optimum.Seeds {
    let found = try at("seeds")
    func seed(_ key: String) throws(ResultError) -> UInt64 {
      let text = try found.at(key)
      guard let seed = UInt64(try text.itself()) else { throw text.error("this is no whole number") }
      return seed
    }
    return Optimum.Seeds(
      search: try seed("search"), selection: try seed("selection"), evaluation: try seed("evaluation"))
  }

  private func family(members: Int) throws(ResultError) -> Optimum.FamilyOutcome {
    var ranges: [Optimum.FamilyOutcome.Range] = []
    for item in try items("ranges") {
      ranges.append(
        Optimum.FamilyOutcome.Range(
          key: try item.text("key"), isOrdered: try item.truth("ordered"),
          count: try item.whole("values", 0...mostFutures), first: try item.text("first"),
          last: try item.text("last"), best: try item.maybe("best")?.itself(),
          isAtEnd: try item.truth("at_end")))
    }
    return Optimum.FamilyOutcome(
      name: try text("name"), ranges: ranges,
      // More than can be counted has no number.
      count: maybe("members") == nil ? .max : try whole("members", 0...Int.max),
      simulated: try whole("simulated", 0...mostFutures), isExhaustive: try truth("all_simulated"),
      best: try placeIfAny("best", among: members))
  }

  private func member(_ optimum: Optimum) throws(ResultError) -> Optimum.Member {
    let unit = optimum.goal.measure.unit.baseUnits
    let name = try maybe("family")?.itself()
    let family = name.flatMap { name in optimum.families.firstIndex { $0.name == name } }
    if let name, family == nil { throw error("there is no family \(quoted(name))") }
    let ranges = family.map { optimum.families[$0].ranges } ?? []
    let (listed, written) = (try items("indices"), try items("values"))
    guard listed.count == ranges.count, written.count == ranges.count else {
      throw error("not a value for each range of its family")
    }
    var (indices, values): ([Int], [String]) = ([], [])
    for (place, range) in ranges.enumerated() {
      indices.append(try listed[place].place(among: range.count))
      values.append(try written[place].itself())
    }
    var member = Optimum.Member(
      family: family, indices: indices, values: values, name: try text("name"),
      block: try maybe("yaml")?.itself(), usesReseller: try truth("uses_reseller"),
      unknowns: try texts("unknown_rules"))
    member.figure = maybe("figure") == nil ? nil : try figure("figure", unit)
    member.sought = try maybe("sought").map { found throws(ResultError) in
      Optimum.Sought(
        figure: try found.figure("figure", unit, unknown: .infinity),
        standardError: try found.standardError(unit), futures: try found.whole("futures", 1...mostFutures))
    }
    let measures = try at("measures")
    for measure in Measure.all {
      guard let found = measures.maybe(measure.key) else { continue }
      member.estimates.append(try found.estimate(measure, paths: mostFutures))
    }
    for item in try items("limits") { member.findings.append(try item.finding()) }
    return member
  }

  private func selection(_ optimum: Optimum) throws(ResultError) -> Optimum.Selection {
    let (members, unit) = (optimum.members.count, optimum.goal.measure.unit.baseUnits)
    var candidates: [Optimum.Selection.Candidate] = []
    for item in try items("candidates") {
      candidates.append(
        Optimum.Selection.Candidate(
          member: try item.place("member", among: members),
          fate: try item.one("fate", of: Optimum.Selection.Candidate.Fate.allCases),
          keepsLimits: try item.truth("keeps_limits"), futures: try item.whole("futures", 0...mostFutures),
          figure: try item.figure("figure", unit, unknown: .infinity)))
    }
    try different(candidates.map(\.member), "a plan is a candidate twice")
    var pairs: [PairResult] = []
    for item in try items("pairs") {
      guard let chosen = optimum.chosen else { throw item.error("there is no chosen plan to be set beside") }
      let pair = PairResult(
        a: chosen, b: try item.place("member", among: members), difference: try item.apart(unit),
        aCheaper: try item.probability("chosen_cheaper", paths: mostFutures),
        bCheaper: try item.probability("member_cheaper", paths: mostFutures))
      guard pair.aCheaper.of == pair.bCheaper.of, pair.same >= 0 else {
        throw item.error("the two are cheaper in more futures than there are")
      }
      pairs.append(pair)
    }
    return Optimum.Selection(
      candidates: candidates, futures: try whole("futures", 0...mostFutures),
      most: try whole("most", 1...mostFutures), looks: try whole("looks", 1...mostFutures),
      confidence: try figure("confidence", within: 0...1),
      tolerance: try figure("tolerance", unit, unknown: .infinity, within: 0...ResultReader.most),
      reach: try figure("reach", unit, unknown: .infinity), sureness: try figure("sureness", within: 0...1),
      pairs: pairs, cheapest: try placeIfAny("cheapest", among: members))
  }

  /// A difference as it is to go by.
  private func apart(_ scale: Double) throws(ResultError) -> Difference {
    Difference(
      mean: try figure("difference", scale, unknown: .nan), standardError: try standardError(scale),
      interval: try interval(scale), adjusted: nil)
  }

  private func neighbour(
    _ ranges: [Optimum.FamilyOutcome.Range], members: Int, _ unit: Double
  ) throws(ResultError) -> Optimum.Neighbour {
    let range = try place("range", among: ranges.count)
    return Optimum.Neighbour(
      range: range, off: try figure("off", within: -1...1),
      index: try place("index", among: ranges[range].count), value: try text("value"),
      member: try placeIfAny("member", among: members),
      difference: value["difference"] == nil ? nil : try apart(unit))
  }

  private func frontier(_ optimum: Optimum) throws(ResultError) -> Optimum.Frontier {
    let members = optimum.members.count
    var dominated: [(member: Int, by: Int)] = []
    for item in try items("dominated") {
      dominated.append((try item.place("member", among: members), try item.place("by", among: members)))
    }
    try different(dominated.map(\.member), "a plan is beaten twice")
    let found = try places("members", among: members)
    try different(found, "a plan is on the frontier twice")
    return Optimum.Frontier(
      across: try goal("across"), up: try goal("up"), members: found, dominated: dominated)
  }
}
