%% SPDX-License-Identifier: Apache-2.0
%% Erlang on every side of iwfd: what a server asks to watch reaches the network, and what the network
%% reports reaches the server, as far as it is his business.
-module(interop_watching).

-export([all/0]).

-import(interop_main, [next/1, quiet/0]).
-import(interop_watcher, [device/1, group/1, event/2, event/3, configure/2, configure/3, statuses/1, expect_report/4]).
-import(interop_watched, [report/3, place/0]).

-include_lib("diameter/include/diameter.hrl").

-define(MONTE, 1).
-define(IWF, <<"iwf1.lab.example">>).

all() ->
    [{events_are_watched_in_the_network_and_told_to_the_server, fun watched/0},
     {the_last_known_place_comes_in_the_answer, fun last_known_place/0},
     {an_event_ends_with_its_last_report, fun counted_down/0},
     {what_the_network_does_not_watch_is_refused, fun network_refuses/0},
     {what_the_contract_does_not_offer_reaches_no_network, fun contract_refuses/0},
     {an_event_replaces_another, fun replaced/0},
     {suspended_resumed_and_cancelled_by_the_network, fun handled/0},
     {a_report_of_nothing_is_refused, fun unknown_reference/0},
     {a_group_is_told_together, fun group_told/0},
     {a_broken_pattern_is_told, fun pattern_broken/0}].

%% What each event is asked with, who reports it, what is said, and what of it is the server's.
events() ->
    Terminal = #{'IMEI' => <<"35450412345678">>, 'Software-Version' => <<"01">>},
    Until = #{'Maximum-UE-Availability-Time' => {{2036, 1, 1}, {0, 0, 0}}},
    Apn = #{'Service-Selection' => <<"iot.example">>, 'PDN-Connectivity-Status-Type' => 0, 'PDN-Type' => [0],
            'Served-Party-IP-Address' => [{10, 9, 8, 7}]},
    Idle = #{'Idle-Status-Timestamp' => [{{2026, 1, 1}, {0, 0, 0}}], 'Active-Time' => [20]},
    [{0, #{'Maximum-Detection-Time' => 600}, mme, #{'Loss-Of-Connectivity-Reason' => 2}, same},
     {1, #{'UE-Reachability-Configuration' => #{'Reachability-Type' => [2], 'Maximum-Latency' => [60],
                                                'Maximum-Response-Time' => [30]}},
      mme, Until#{'Reachability-Information' => 1}, same},
     {2, #{'Location-Information-Configuration' => #{'MONTE-Location-Type' => [0], 'Accuracy' => [2]}},
      mme, #{'EPS-Location-Information' => place()}, #{'EPS-Location-Information' => area()}},
     {3, #{'Association-Type' => 1}, hss, #{'IMEI-Change' => 1, 'Terminal-Information' => Terminal}, same},
     {4, #{}, hss, #{'Roaming-Information' => 0, 'Visited-PLMN-Id' => <<2, 16#F8, 16#10>>}, same},
     {8, #{'UE-Reachability-Configuration' => #{'Reachability-Type' => [2]}},
      mme, #{'Reachability-Information' => 1, 'Idle-Status-Indication' => Idle}, same},
     {10, #{}, mme, #{'PDN-Connectivity-Status-Report' => [Apn]}, same}].

%% Of the place, what a contract has that says tracking_area.
area() ->
    #{'MME-Location-Information' := Mme} = place(),
    #{'MME-Location-Information' => maps:remove('E-UTRAN-Cell-Global-Identity', Mme)}.

watched() ->
    Until = {{2026 + 9, 6, 1}, {12, 0, 0}},
    Asked = [(event(400 + Type, Type, More))#{'Maximum-Number-of-Reports' => 5, 'Monitoring-Duration' => Until}
             || {Type, More, _, _, _} <- events()],
    Answer = configure(device(<<"meter1">>), Asked),
    Good = [{400 + Type, [2001]} || {Type, _, _, _, _} <- events()],
    {Good, Good} = {Good, statuses(Answer)},
    Ours = configured_in_hss(<<"meter1">>, Asked, next('CIR')),
    [begin
        By = #{'User-Identifier' => device(<<"meter1">>)},
        accepted(report(Node, [{One, Said#{'Monitoring-Type' => Type}}], By)),
        expect_report(400 + Type, Type, told(Said, Told), next('RIR'))
     end || {{Type, _, Node, Said, Told}, One} <- lists:zip(events(), Ours)],
    %% Two in one request: one RIR each.
    [First, Second | _] = Ours,
    accepted(report(mme, [{One, #{'Monitoring-Type' => Type}} || {Type, One} <- [{0, First}, {1, Second}]], #{})),
    Twice = lists:sort([reference_told(next('RIR')) || _ <- [1, 2]]),
    {[400, 401], _} = {Twice, Twice},
    delete(<<"meter1">>, Asked, Ours).

told(Said, same) -> Said;
told(_, Told) -> Told.

reference_told(#{'Monitoring-Event-Report' := [#{'SCEF-Reference-ID' := Reference}]}) -> Reference.

last_known_place() ->
    Asked = event(420, 2, #{'Location-Information-Configuration' => #{'Accuracy' => [2]}}),
    Answer = configure(device(<<"meter1">>), [Asked]),
    [{420, [2001]}] = statuses(Answer),
    [#{'SCEF-Reference-ID' := 420, 'SCEF-ID' := [<<"scs1.acme.example">>], 'EPS-Location-Information' := [Place]}] =
        maps:get('Monitoring-Event-Report', Answer),
    Wanted = interop_watcher:decoded(area()),
    {Wanted, Wanted} = {Wanted, interop_watcher:without_empty(Place)},
    configured_in_hss(<<"meter1">>, [Asked], next('CIR')).

counted_down() ->
    Asked = (event(421, 4))#{'Maximum-Number-of-Reports' => 2},
    [{421, [2001]}] = statuses(configure(device(<<"meter1">>), [Asked])),
    Ours = [One] = configured_in_hss(<<"meter1">>, [Asked], next('CIR')),
    [begin
        accepted(report(hss, [{One, #{'Roaming-Information' => Roams}}], #{})),
        expect_report(421, 4, #{'Roaming-Information' => Roams}, next('RIR'))
     end || Roams <- [0, 1]],
    removed(Ours),
    5515 = refused(report(hss, [{One, #{'Roaming-Information' => 0}}], #{})).

network_refuses() ->
    Soon = event(430, 0, #{'Maximum-Detection-Time' => 59, 'Maximum-Number-of-Reports' => 3}),
    Good = (event(431, 3))#{'Maximum-Number-of-Reports' => 3},
    Answer = configure(device(<<"absent">>), [Soon, Good]),
    [{430, [5512]}, {431, [2001]}] = lists:sort(statuses(Answer)),
    [1] = maps:get('S6t-HSS-Cause', Answer),
    [_, One] = configured_in_hss(<<"absent">>, [Soon, Good], next('CIR')),
    delete(<<"absent">>, [Good], [One]),
    5001 = refused(configure(device(<<"unknown">>), [event(432, 4)])),
    next('CIR').

contract_refuses() ->
    Finer = event(440, 2, #{'Location-Information-Configuration' => #{'Accuracy' => [0]}}),
    [{440, [5512]}] = statuses(configure(device(<<"meter1">>), [Finer])),
    [{441, [5514]}] = statuses(configure(device(<<"meter1">>), [interop_watcher:deletion([441])])),
    Foreign = #{'External-Identifier' => <<"meter1@elsewhere.example">>},
    5001 = refused(configure(Foreign, [event(442, 4)])),
    Name = configure(device(<<"meter1">>), [(event(443, 4))#{'SCEF-ID' => <<"scs2.acme.example">>}]),
    [5004] = maps:get('Result-Code', Name),
    quiet().

replaced() ->
    Old = (event(450, 4))#{'Maximum-Number-of-Reports' => 5},
    [{450, [2001]}] = statuses(configure(device(<<"meter1">>), [Old])),
    [First] = configured_in_hss(<<"meter1">>, [Old], next('CIR')),
    New = (event(451, 4))#{'Maximum-Number-of-Reports' => 7, 'SCEF-Reference-ID-for-Deletion' => [450]},
    [{451, [2001]}] = statuses(configure(device(<<"meter1">>), [New])),
    #{'Monitoring-Event-Configuration' := [Second]} = next('CIR'),
    {Gone, Gone} = {maps:get('SCEF-Reference-ID', First), maps:get('SCEF-Reference-ID-for-Deletion', Second)},
    5515 = refused(report(hss, [{First, #{'Roaming-Information' => 1}}], #{})),
    accepted(report(hss, [{Second, #{'Roaming-Information' => 1}}], #{})),
    expect_report(451, 4, #{'Roaming-Information' => 1}, next('RIR')),
    delete(<<"meter1">>, [New], [Second]).

handled() ->
    Asked = (event(460, 3))#{'Maximum-Number-of-Reports' => 5},
    [{460, [2001]}] = statuses(configure(device(<<"meter1">>), [Asked])),
    [One] = configured_in_hss(<<"meter1">>, [Asked], next('CIR')),
    [begin
        accepted(report(hss, [{One, #{'Event-Handling' => How}}], #{})),
        expect_report(460, 3, #{'Event-Handling' => How}, next('RIR'))
     end || How <- [0, 1, 2]],
    [{460, [5514]}] = statuses(configure(device(<<"meter1">>), [interop_watcher:deletion([460])])),
    quiet().

unknown_reference() ->
    Guessed = #{'SCEF-Reference-ID' => [4711], 'SCEF-ID' => ?IWF},
    [5515 = refused(report(Node, [{Guessed, #{'Monitoring-Type' => 0}}], #{})) || Node <- [hss, mme]],
    quiet().

group_told() ->
    Asked = (event(470, 4))#{'Maximum-Number-of-Reports' => 1},
    Answer = configure(group(<<"fleet">>), [Asked], #{'Group-Reporting-Guard-Timer' => 1}),
    [{470, [2001]}] = statuses(Answer),
    {[1], [2]} = {maps:get('CIA-Flags', Answer), maps:get('Number-Of-UEs', Answer)},
    #{'Group-Reporting-Guard-Timer' := [1], 'User-Identifier' := User, 'Monitoring-Event-Configuration' := [One]} =
        next('CIR'),
    Group = interop_watcher:decoded(group(<<"fleet">>)),
    {Group, Group} = {Group, User},
    Items = [#{'User-Identifier' => device(Who), 'Monitoring-Type' => 4, 'Roaming-Information' => Roams}
             || {Who, Roams} <- [{<<"meter1">>, 0}, {<<"meter2">>, 1}]],
    #{'SCEF-Reference-ID' := [Reference], 'SCEF-ID' := Scef} = One,
    Report = (maps:with(['SCEF-Reference-ID-Ext'], One))#{
        'SCEF-Reference-ID' => Reference, 'SCEF-ID' => Scef, 'Group-Report-Item' => Items},
    accepted(report(hss, [], #{'User-Identifier' => group(<<"fleet">>), 'Group-Report' => [Report]})),
    #{'Group-Report' := [Told], 'User-Identifier' := [Group]} = next('RIR'),
    Wanted = interop_watcher:decoded(#{'SCEF-Reference-ID' => {470}, 'SCEF-ID' => <<"scs1.acme.example">>}),
    {Wanted, Wanted} = {Wanted, maps:with(['SCEF-Reference-ID', 'SCEF-ID'], Told)},
    Said = [interop_watcher:without_empty(Item) || Item <- maps:get('Group-Report-Item', Told)],
    Same = [interop_watcher:decoded(Item#{'User-Identifier' => {interop_watcher:decoded(maps:get('User-Identifier', Item))}})
            || Item <- Items],
    {Same, Same} = {Same, Said},
    removed([One]). % all have had all of theirs

pattern_broken() ->
    Set = #{'Stationary-Indication' => [0]},
    Pattern = #{'SCEF-Reference-ID' => 480, 'SCEF-ID' => <<"scs1.acme.example">>, 'Communication-Pattern-Set' => [Set]},
    Answer = configure(device(<<"meter1">>), [], #{'AESE-Communication-Pattern' => [Pattern]}),
    [#{'SCEF-Reference-ID' := 480}] = maps:get('AESE-Communication-Pattern-Config-Status', Answer),
    #{'AESE-Communication-Pattern' := [Ours], 'Monitoring-Event-Configuration' := Observations} = next('CIR'),
    #{'Communication-Pattern-Set' := [Kept]} = Ours,
    {Set, Set} = {Set, interop_watcher:without_empty(Kept)},
    [Moves] = [One || #{'Monitoring-Type' := 2} = One <- Observations],
    Elsewhere = #{'MME-Location-Information' => #{'Tracking-Area-Identity' => <<16#62, 16#F2, 16#10, 0, 16#C4>>}},
    accepted(report(mme, [{Moves, #{'EPS-Location-Information' => place()}}], #{})),
    quiet(),
    accepted(report(mme, [{Moves, #{'EPS-Location-Information' => Elsewhere}}], #{})),
    #{'Monitoring-Event-Report' := [#{'SCEF-Reference-ID' := 480, 'Monitoring-Type' := [2], 'AVP' := [Broken]}]} =
        next('RIR'),
    #diameter_avp{name = 'Broken-Expectation', value = 1, vendor_id = 32473} = Broken,
    Ends = #{'SCEF-ID' => <<"scs1.acme.example">>, 'SCEF-Reference-ID-for-Deletion' => [480]},
    [2001] = maps:get('Result-Code', configure(device(<<"meter1">>), [], #{'AESE-Communication-Pattern' => [Ends]})),
    [next('CIR') || _ <- [pattern | Observations]].

%% The whole CIR: what the server asked for under names of iwfd's own; gives its configurations, in their
%% order.
configured_in_hss(Who, Asked, Request) ->
    #{'Auth-Session-State' := 1, 'Origin-Host' := ?IWF, 'Origin-Realm' := <<"lab.example">>,
      'Destination-Host' := [<<"hss1.core.lab.example">>], 'Destination-Realm' := <<"core.lab.example">>,
      'User-Identifier' := User, 'Supported-Features' := [#{'Vendor-Id' := 10415, 'Feature-List' := Features}],
      'Monitoring-Event-Configuration' := Configured} = Request,
    Named = interop_watcher:decoded(device(Who)),
    {Named, Named} = {Named, interop_watcher:without_empty(User)},
    ?MONTE = Features band ?MONTE,
    Wanted = lists:sort([anonymous(interop_watcher:decoded_event(One)) || One <- Asked]),
    {Wanted, Wanted} = {Wanted, lists:sort([anonymous(interop_watcher:without_empty(One)) || One <- Configured])},
    [true = is_ours(One) || One <- Configured],
    [hd([One || #{'Monitoring-Type' := T} = One <- Configured, T =:= Type]) || #{'Monitoring-Type' := Type} <- Asked].

anonymous(Configuration) ->
    maps:without(['SCEF-ID', 'SCEF-Reference-ID', 'SCEF-Reference-ID-Ext'], Configuration).

is_ours(#{'SCEF-ID' := ?IWF, 'SCEF-Reference-ID' := [Half], 'SCEF-Reference-ID-Ext' := [Whole]}) ->
    Half =:= Whole band 16#FFFFFFFF andalso Half =/= 0.

delete(Who, Asked, Ours) ->
    References = [Reference || #{'SCEF-Reference-ID' := Reference} <- Asked],
    Answer = configure(device(Who), [interop_watcher:deletion(References)]),
    Good = [{Reference, [2001]} || Reference <- References],
    {Good, Good} = {Good, statuses(Answer)},
    removed(Ours).

%% A CIR for each takes it out of the network.
removed(Ours) ->
    Halves = lists:sort([Half || #{'SCEF-Reference-ID' := [Half]} <- Ours]),
    Requests = [next('CIR') || _ <- Ours],
    Gone = lists:sort([Half || #{'Monitoring-Event-Configuration' := [One]} <- Requests,
                               #{'SCEF-ID' := ?IWF, 'SCEF-Reference-ID-for-Deletion' := [Half]} <- [One]]),
    {Halves, Halves} = {Halves, Gone}.

accepted(#{'Result-Code' := [2001], 'Origin-Host' := ?IWF, 'Auth-Session-State' := 1}) -> ok.

refused(#{'Experimental-Result' := [#{'Vendor-Id' := 10415, 'Experimental-Result-Code' := Code}]}) -> Code.
