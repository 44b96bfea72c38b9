// Relies on: the contract in data/atomic_file.h.
#include "data/atomic_file.h"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include "support/temp_folder.h"

namespace leeward::data {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

std::size_t entries(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

/// A process id that no process has.
pid_t dead_pid() {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ::waitpid(child, nullptr, 0);
  return child;
}

TEST(WriteFile, ReplacesTheWholeContentAndLeavesNothingElse) {
  const test::TempFolder folder;
  const fs::path file = folder.path() / "a.txt";
  ASSERT_TRUE(write_file(file, "long first content"));
  ASSERT_TRUE(write_file(file, std::string_view("b\0c", 3)));
  EXPECT_EQ(read_file(file).value(), std::string("b\0c", 3));
  EXPECT_EQ(entries(folder.path()), 1u);
}

TEST(WriteFile, FailureLeavesTheOldFile) {
  const test::TempFolder folder;
  fs::create_directory(folder.path() / "target");
  folder.file("target/inside", "x");
  const auto written =
      write_file(folder.path() / "target", "content");  // a folder cannot be replaced by a file
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::resource);
  EXPECT_TRUE(fs::exists(folder.path() / "target/inside"));
  EXPECT_EQ(entries(folder.path()), 1u);
  EXPECT_FALSE(write_file(folder.path() / "no/such/folder/file", "x"));
}

TEST(ReadFile, SaysWhatIsWrong) {
  const test::TempFolder folder;
  EXPECT_THAT(read_file(folder.path() / "none").error().message, HasSubstr("No such file"));
  EXPECT_THAT(read_file(folder.path()).error().message, HasSubstr("directory"));
}

TEST(AtomicFolder, AppearsOnlyWhenCommitted) {
  const test::TempFolder folder;
  const fs::path target = folder.path() / "runs" / "one";
  {
    auto work = AtomicFolder::begin(target, false);
    ASSERT_TRUE(work) << to_text(work.error());
    ASSERT_TRUE(write_file(work->path() / "manifest.json", "{}"));
    EXPECT_FALSE(fs::exists(target));
    EXPECT_THAT(work->path().filename().string(), HasSubstr("one.partial-"));
    EXPECT_FALSE(AtomicFolder::begin(target, false)) << "two writers of one folder";
    ASSERT_TRUE(work->commit());
    EXPECT_FALSE(work->commit());
  }
  EXPECT_EQ(entries(target), 1u);  // the mark is gone
  EXPECT_EQ(entries(folder.path() / "runs"), 1u);
}

TEST(AtomicFolder, WithoutCommitNothingIsLeft) {
  const test::TempFolder folder;
  {
    auto work = AtomicFolder::begin(folder.path() / "one", false);
    ASSERT_TRUE(work);
    AtomicFolder moved = std::move(*work);
    ASSERT_TRUE(write_file(moved.path() / "x", "x"));
  }
  EXPECT_EQ(entries(folder.path()), 0u);
  EXPECT_TRUE(AtomicFolder::begin(folder.path() / "one", false)) << "the name is free again";
}

TEST(AtomicFolder, ReplacesOnlyWhenAskedAndOnlyWhatIsOurs) {
  const test::TempFolder folder;
  const fs::path target = folder.path() / "city";
  folder.file("city/twin.toml", "old");
  folder.file("city/old-only", "old");
  EXPECT_THAT(AtomicFolder::begin(target, false).error().message, HasSubstr("is there already"));
  {
    auto work = AtomicFolder::begin(folder.path() / "city/", true);  // a trailing slash names the same folder
    ASSERT_TRUE(work) << to_text(work.error());
    ASSERT_TRUE(write_file(work->path() / "twin.toml", "new"));
    EXPECT_EQ(test::content_of(target / "twin.toml"), "old");
    ASSERT_TRUE(work->commit());
  }
  EXPECT_EQ(test::content_of(target / "twin.toml"), "new");
  EXPECT_FALSE(fs::exists(target / "old-only"));
  EXPECT_EQ(entries(folder.path()), 1u);

  folder.file("home/thesis.tex", "years of work");
  const auto refused = AtomicFolder::begin(folder.path() / "home", true);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("neither a twin nor a run"));
  EXPECT_TRUE(fs::exists(folder.path() / "home/thesis.tex"));
}

TEST(AtomicFolder, WhatAppearedMeanwhileIsNotOverwritten) {
  const test::TempFolder folder;
  auto work = AtomicFolder::begin(folder.path() / "city", false);
  ASSERT_TRUE(work);
  folder.file("city/twin.toml", "of somebody else");
  EXPECT_FALSE(work->commit());
  EXPECT_EQ(test::content_of(folder.path() / "city/twin.toml"), "of somebody else");
}

TEST(AtomicFolder, RemovesWhatKilledProcessesLeft) {
  const test::TempFolder folder;
  const std::string dead = ".partial-" + std::to_string(dead_pid());
  const std::string alive = ".partial-" + std::to_string(::getppid());
  folder.file("city" + dead + "/x", "");                  // same name
  folder.file("other" + dead + "/.leeward-partial", "");  // another run of ours beside it
  fs::create_directory(folder.path() / ("empty" + dead));  // killed before it had its mark
  folder.file("foreign" + dead + "/x", "");               // not known to be ours
  folder.file("city" + alive + "/x", "");                 // somebody writes it now
  folder.file("city.partial-notanumber/x", "");
  folder.file("city.partial-" + std::to_string(::getpid()) + "/x", "");  // our id, but of a process before us
  ASSERT_TRUE(AtomicFolder::begin(folder.path() / "city", false));
  EXPECT_FALSE(fs::exists(folder.path() / ("city" + dead)));
  EXPECT_FALSE(fs::exists(folder.path() / ("other" + dead)));
  EXPECT_FALSE(fs::exists(folder.path() / ("empty" + dead)));
  EXPECT_TRUE(fs::exists(folder.path() / ("foreign" + dead)));
  EXPECT_TRUE(fs::exists(folder.path() / ("city" + alive)));
  EXPECT_TRUE(fs::exists(folder.path() / "city.partial-notanumber"));
}

TEST(AtomicFolder, KilledWriterLeavesNoTarget) {
  const test::TempFolder folder;
  const fs::path target = folder.path() / "city";
  const pid_t child = ::fork();
  if (child == 0) {
    auto work = AtomicFolder::begin(target, false);
    if (work) (void)write_file(work->path() / "twin.toml", "half");
    ::kill(::getpid(), SIGKILL);
  }
  ::waitpid(child, nullptr, 0);
  EXPECT_FALSE(fs::exists(target));
  EXPECT_TRUE(fs::exists(folder.path() / ("city.partial-" + std::to_string(child))));
  {
    auto next = AtomicFolder::begin(target, false);
    ASSERT_TRUE(next) << to_text(next.error());
    ASSERT_TRUE(next->commit());
  }
  EXPECT_EQ(entries(folder.path()), 1u);
}

}  // namespace
}  // namespace leeward::data
