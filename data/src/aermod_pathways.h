#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "aermod_values.h"

/// One reader per pathway of the runstream. take() gets every card between STARTING and FINISHED.
namespace leeward::data::aermod {

/// What the readers share.
struct Draft {
  AermodRun run;
  Faults faults{run.files};
  Draft() = default;
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  /// A keyword that only makes a report of text.
  void not_written(const Card& card, std::string_view what);
  /// A keyword whose meaning the solver does not have.
  void not_supported(const Card& card, std::string_view what);
  /// True when the keyword came the first time; else a fault.
  bool is_first(const Card& card);
  bool was_given(const std::string& keyword) const { return given_.contains(keyword); }
  /// Where the keyword came first. @pre was_given(keyword)
  AermodPlace place_of(const std::string& keyword) const { return given_.at(keyword); }
  std::filesystem::path resolve(const std::string& name) const;

private:
  std::map<std::string, AermodPlace> given_;
};

class ControlReader {
public:
  explicit ControlReader(Draft& draft) : draft_(&draft) {}
  void take(const Card& card);
  void finish(AermodPlace place);

private:
  void read_options(const Card& card);
  void read_averages(const Card& card);
  void read_decay(const Card& card);
  void read_urban_areas();
  /// The card belongs to the chemistry; it is kept until the options and all sectors are known.
  void read_chemistry();
  void read_ozone(const Card& card);
  void check_ozone(AermodPlace place);
  Draft* draft_;
  std::vector<Card> urban_;
  std::vector<Card> chemistry_;
  std::string ozone_unit_ = "PPB";  // of O3VALUES: AERMOD's default
};

class SourceReader {
public:
  explicit SourceReader(Draft& draft) : draft_(&draft) {}
  void take(const Card& card);
  void finish(AermodPlace place);

private:
  void read_location(const Card& card);
  void read_parameters(const Card& card);
  void read_vertices(const Card& card);
  void read_barriers(const Card& card);
  void read_depression(const Card& card);
  void read_factors(const Card& card);
  void read_hourly(const Card& card);
  void read_unit(const Card& card);
  void read_urban(const Card& card);
  void read_group(const Card& card);
  void read_sectors(const Card& card);
  void read_background(const Card& card);
  void read_background_unit(const Card& card);
  void read_no2_ratio(const Card& card);
  void read_olm_group(const Card& card);
  void finish_chemistry();
  void check_sources();
  /// The source with the id; a fault with `wanted` when there is none, or none of a kind that fits. A source
  /// that was refused is not told again.
  template <class Fits>
  AermodSource* find(FieldReader& fields, const std::string& id, const char* wanted, Fits fits);
  /// Indices of the sources a field names; a fault when it names none.
  std::vector<std::size_t> named(FieldReader& fields, const std::string& field);

  Draft* draft_;
  std::map<std::string, std::size_t, std::less<>> index_;
  std::set<std::string, std::less<>> refused_;  // ids of sources that were refused
  std::vector<std::size_t> factor_users_;       // sources per AermodRun::factors
  std::map<std::string, std::size_t, std::less<>> olm_groups_;
  double elevation_unit_m_ = 1.0;
};

class ReceptorReader {
public:
  explicit ReceptorReader(Draft& draft) : draft_(&draft) {}
  void take(const Card& card);
  void finish(AermodPlace place);

private:
  struct Row {
    double index = 0;
    std::vector<double> values;
  };
  struct Network {
    std::string id;
    bool is_polar = false;
    AermodPlace place;
    std::vector<double> first;   // x or distance
    std::vector<double> second;  // y or direction
    Vec2 origin{};
    bool has_increments = false;
    bool has_points = false;
    std::vector<Row> elevations;
    std::vector<Row> hills;
    std::vector<Row> flags;
  };
  /// Something to tell once, with the place where it came first.
  struct Told {
    AermodPlace first;
    std::size_t count = 0;
    void tell(AermodPlace place) {
      if (count++ == 0) first = place;
    }
  };
  void take_network(const Card& card);
  void read_cartesian(Network& network, FieldReader& fields, const std::string& word);
  void read_polar(Network& network, FieldReader& fields, const std::string& word);
  void end_network();
  std::vector<double> in_order(std::vector<Row>& rows, std::size_t wanted, const Network& network,
                               const char* what);
  void read_discrete(const Card& card);
  bool find_origin(FieldReader& fields, const std::string& id, Vec2& place);
  void add(Vec2 place, double elevation_m, double hill_m, double flag_m, const std::string& network);

  Draft* draft_;
  std::vector<Network> open_;  // none or one
  bool has_asked_ = false;     // for receptors, right or wrong
  Told incomplete_;            // beside ELEV
  struct {
    Told ground;    // beside FLAT
    Told flagpole;  // without FLAGPOLE
  } has_no_use_;
  double elevation_unit_m_ = 1.0;
};

class MetReader {
public:
  explicit MetReader(Draft& draft) : draft_(&draft) {}
  void take(const Card& card);
  void finish(AermodPlace place);

private:
  void read_start_end(const Card& card);
  void read_days(const Card& card);
  Draft* draft_;
};

class OutputReader {
public:
  explicit OutputReader(Draft& draft) : draft_(&draft) {}
  void take(const Card& card);
  void finish(AermodPlace place);

private:
  void read_ranks(const Card& card);
  void read_postfile(const Card& card);
  void read_plotfile(const Card& card);
  void read_max_daily(const Card& card);
  /// Index into averages_h of an averaging time; nullopt and a fault.
  std::optional<int> averaging(FieldReader& fields);
  std::optional<std::size_t> group(FieldReader& fields);
  Draft* draft_;
};

}  // namespace leeward::data::aermod
