/// A search for a plan for programs, schema `lotwise/optimum/1`. Dollars, shares and factors are decimal strings of nine decimals at
/// most; what cannot be said is null. Members are named by their place in `members`. All that is shown of a search is here
/// (OptimumReader.swift reads it back, OptimumSchema.swift describes it).

import Formats
import Quantities

public struct OptimumJSON: Sendable {
  public static let schema = "lotwise/optimum/1"

  public init() {}

  /// `version`: of lotwise. `command`: as somebody would type it.
  public func write(_ optimum: Optimum, version: String, command: String, into out: inout ByteBuffer) {
    var json = JSONWriter()
    json.object { json in
      json.string("schema", OptimumJSON.schema)
      json.string("lotwise", version)
      json.string("title", optimum.title)
      json.string("command", command)
      json.instant("start", optimum.start)
      json.instant("end", optimum.end)
      json.goal("goal", optimum.goal)
      json.object("seeds") { json in
        json.string("search", String(optimum.seeds.search))
        json.string("selection", String(optimum.seeds.selection))
        json.string("evaluation", String(optimum.seeds.evaluation))
      }
      json.string("stage", "\(optimum.stage)")
      json.bool("cut_short", optimum.wasCutShort)
      json.array("limits") { json in
        for limit in optimum.limits {
          json.object { json in
            json.string("text", limit.text)
            json.bool("binds", limit.binds)
            if let plans = limit.plans {
              json.array("plans") { json in for plan in plans { json.string(nil, plan) } }
            } else {
              json.null("plans")
            }
          }
        }
      }
      json.member("chosen", optimum.chosen)
      json.member("cheapest_of_all", optimum.cheapestOfAll)
      json.member("nearest", optimum.nearest)
      json.array("families") { json in
        for family in optimum.families { json.family(family) }
      }
      json.array("searched") { json in
        for sample in optimum.searched {
          json.object { json in
            json.number("futures", sample.futures)
            json.number("members", sample.members)
          }
        }
      }
      json.number("evaluation_futures", optimum.evaluationFutures)
      json.array("members") { json in
        for member in optimum.members { json.member(member, optimum) }
      }
      if let selection = optimum.selection { json.selection(selection, optimum.goal) }
      json.array("against") { json in
        for other in optimum.against {
          json.object { json in
            json.number("member", other.member)
            json.apart(other.difference, optimum.goal.measure.unit.baseUnits)
          }
        }
      }
      json.array("neighbours") { json in
        for neighbour in optimum.neighbours { json.neighbour(neighbour, optimum.goal) }
      }
      json.array("frontiers") { json in
        for frontier in optimum.frontiers { json.frontier(frontier) }
      }
      json.array("reaches") { json in
        for reach in optimum.reaches {
          json.object { json in
            json.number("limit", reach.limit)
            json.number("member", reach.member)
            json.finding(reach.finding)
          }
        }
      }
      json.rest(optimum)
    }
    out.append(json.finish())
  }
}

extension JSONWriter {
  fileprivate mutating func goal(_ key: String, _ goal: Goal) {
    object(key) { json in
      json.string("measure", goal.measure.key)
      if let percent = goal.percent { json.number("percent", percent) } else { json.null("percent") }
    }
  }

  fileprivate mutating func member(_ key: String, _ member: Int?) {
    if let member { number(key, member) } else { null(key) }
  }

  fileprivate mutating func family(_ family: Optimum.FamilyOutcome) {
    object { json in
      json.string("name", family.name)
      // More than can be counted has no number.
      if family.count < .max { json.number("members", family.count) } else { json.null("members") }
      json.number("simulated", family.simulated)
      json.bool("all_simulated", family.isExhaustive)
      json.member("best", family.best)
      json.array("ranges") { json in
        for range in family.ranges {
          json.object { json in
            json.string("key", range.key)
            json.bool("ordered", range.isOrdered)
            json.number("values", range.count)
            json.string("first", range.first)
            json.string("last", range.last)
            if let best = range.best { json.string("best", best) } else { json.null("best") }
            json.bool("at_end", range.isAtEnd)
          }
        }
      }
    }
  }

  fileprivate mutating func member(_ member: Optimum.Member, _ optimum: Optimum) {
    let unit = optimum.goal.measure.unit.baseUnits
    object { json in
      json.string("name", member.name)
      if let family = member.family {
        json.string("family", optimum.families[family].name)
      } else {
        json.null("family")
      }
      json.array("indices") { json in for index in member.indices { json.number(nil, index) } }
      json.array("values") { json in for value in member.values { json.string(nil, value) } }
      json.bool("uses_reseller", member.usesReseller)
      json.array("unknown_rules") { json in for rule in member.unknowns { json.string(nil, rule) } }
      if let block = member.block { json.string("yaml", block) } else { json.null("yaml") }
      json.figure("figure", member.figure, unit)
      if let sought = member.sought {
        json.object("sought") { json in
          json.figure("figure", sought.figure, unit)
          json.figure("std_error", sought.standardError, unit)
          json.number("futures", sought.futures)
        }
      }
      json.object("measures") { json in
        for estimate in member.estimates { json.estimate(estimate.measure.key, estimate) }
      }
      json.array("limits") { json in
        for finding in member.findings { json.object { json in json.finding(finding) } }
      }
    }
  }

  fileprivate mutating func selection(_ selection: Optimum.Selection, _ goal: Goal) {
    let unit = goal.measure.unit.baseUnits
    object("selection") { json in
      json.number("futures", selection.futures)
      json.number("most", selection.most)
      json.number("looks", selection.looks)
      json.figure("confidence", selection.confidence)
      json.figure("tolerance", selection.tolerance, unit)
      json.figure("reach", selection.reach, unit)
      json.figure("sureness", selection.sureness)
      json.member("cheapest", selection.cheapest)
      json.array("candidates") { json in
        for candidate in selection.candidates {
          json.object { json in
            json.number("member", candidate.member)
            json.string("fate", "\(candidate.fate)")
            json.bool("keeps_limits", candidate.keepsLimits)
            json.number("futures", candidate.futures)
            json.figure("figure", candidate.figure, unit)
          }
        }
      }
      json.array("pairs") { json in
        for pair in selection.pairs {
          json.object { json in
            json.number("member", pair.b)
            json.apart(pair.difference, unit)
            json.probability("chosen_cheaper", pair.aCheaper)
            json.probability("member_cheaper", pair.bCheaper)
          }
        }
      }
    }
  }

  /// A difference as it is to go by, whichever way that is known best.
  fileprivate mutating func apart(_ difference: Difference, _ unit: Double) {
    figure("difference", difference.best.mean, unit)
    figure("std_error", difference.best.standardError, unit)
    interval(difference.best.interval, unit)
  }

  fileprivate mutating func neighbour(_ neighbour: Optimum.Neighbour, _ goal: Goal) {
    object { json in
      json.number("range", neighbour.range)
      json.figure("off", neighbour.off)
      json.number("index", neighbour.index)
      json.string("value", neighbour.value)
      json.member("member", neighbour.member)
      if let difference = neighbour.difference { json.apart(difference, goal.measure.unit.baseUnits) }
    }
  }

  fileprivate mutating func frontier(_ frontier: Optimum.Frontier) {
    object { json in
      json.goal("across", frontier.across)
      json.goal("up", frontier.up)
      json.array("members") { json in for member in frontier.members { json.number(nil, member) } }
      json.array("dominated") { json in
        for pair in frontier.dominated {
          json.object { json in
            json.number("member", pair.member)
            json.number("by", pair.by)
          }
        }
      }
    }
  }

  /// What is said of the chosen one alone.
  fileprivate mutating func rest(_ optimum: Optimum) {
    let unit = optimum.goal.measure.unit.baseUnits
    if let optimism = optimum.optimism {
      object("optimism") { json in
        json.figure("sought", optimism.sought, unit)
        json.figure("found", optimism.found, unit)
        json.interval(optimism.interval, unit)
      }
    }
    if let foresight = optimum.foresight {
      object("foresight") { json in
        json.number("plans", foresight.plans)
        json.number("futures", foresight.futures)
        json.figure("cost", foresight.cost, 1e9)
        json.apart(foresight.worth, 1e9)
        json.probability("chosen_is_cheapest", foresight.isChosen)
      }
    }
    if let rule = optimum.newsvendor {
      object("newsvendor") { json in
        json.string("lot", rule.lot)
        json.figure("price", rule.price)
        json.figure("undelivered", rule.undelivered)
        json.figure("wanted", rule.wanted)
        json.probability("uses_all", rule.usesAll)
      }
    }
  }
}
