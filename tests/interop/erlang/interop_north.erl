%% SPDX-License-Identifier: Apache-2.0
%% Erlang north of iwfd only: a server, whose devices somebody else's HSS and SMS-SC know. meter2's
%% triggers stay pending.
-module(interop_north).

-export([all/0]).

-import(interop_main, [next/1]).
-import(interop_scs, [external/1, trigger/2, recall/2, replace/3, ask/1, expect/3, expect_report/3]).

all() ->
    [{a_trigger_is_delivered_and_reported, fun delivered/0},
     {an_unknown_device_is_refused, fun unknown/0},
     {a_pending_trigger_is_replaced_and_the_new_one_recalled, fun replaced_and_recalled/0}].

delivered() ->
    Action = (trigger(external(<<"meter1">>), 301))#{'Validity-Time' => 3600},
    [] = expect(Action, 0, ask(Action)),
    expect_report(Action, 0, next('DNR')).

unknown() ->
    Action = trigger(external(<<"unknown">>), 302),
    [] = expect(Action, 102, ask(Action)).

replaced_and_recalled() ->
    Old = trigger(external(<<"meter2">>), 303),
    New = (replace(external(<<"meter2">>), 303, 304))#{'Validity-Time' => 60},
    Recall = recall(external(<<"meter2">>), 304),
    [[] = expect(Action, 0, ask(Action)) || Action <- [Old, New, Recall]].
